# The 25 rules in Rego.
#
# Input: `has` gives by need code who has which need, `codes` the codes in it by domain, `subjects` by type of event who it happens to, `served` persons by
# kind of agency, `persons` what is known of each, `household` that of each person; `beside`, `spouses`, `siblings`,
# `parents`, `children`, `carers` and `harmers` whom each person has as such.
#
# Written for speed as much as for reading: rego-cpp takes three times as long for `some [p, n] in ...` as for `held[0]`,
# and ten microseconds for each call of a function. Its `min` compares numbers as text, so it is not used.
package routing

import rego.v1

#% rules
# One person and that person's own needs.
old_and_isolated contains ["old-and-isolated", n, p] if {
	some held in input.has["isolation.alone"]
	p := held.person
	person := input.persons[p]
	person.age >= 75
	person.lives_alone == true
	n := held.need
}

fired contains ["dementia-suspected", n, p] if {
	some held in input.has["care.dementia_suspected"]
	held.severity >= 2
	p := held.person
	input.persons[p].age >= 65
	n := held.need
}

fired contains ["hardship-of-working-age", n, p] if {
	some held in input.has["income.hardship"]
	p := held.person
	person := input.persons[p]
	person.age >= 18
	person.age < 65
	person.on_assistance == false
	n := held.need
}

fired contains ["destitute-today", n, p] if {
	some held in input.has["income.destitute"]
	held.urgent == true
	p := held.person
	input.persons[p].age >= 18
	n := held.need
}

fired contains ["heavy-care-at-home", n, p] if {
	some held in input.has["care.needed"]
	p := held.person
	person := input.persons[p]
	person.age >= 65
	person.care_level >= 3
	person.in_facility == false
	n := held.need
}

fired contains ["withdrawn-and-workless", n, p] if {
	some held in input.has["isolation.hikikomori"]
	p := held.person
	person := input.persons[p]
	person.age >= 18
	person.age < 65
	person.employment == "none"
	n := held.need
}

# Two persons.
household_8050 contains ["household-8050", c, n, p] if {
	some held in input.has["isolation.hikikomori"]
	c := held.person
	age := input.persons[c].age
	age >= 40
	age < 65
	some p in input.beside[c]
	input.persons[p].age >= 75
	n := held.need
}

fired contains ["young-carer", c, n, p] if {
	some code in ["care.needed", "mental.diagnosed"]
	some held in input.has[code]
	p := held.person
	some c in input.carers[p]
	input.persons[c].age < 18
	input.persons[p].age >= 18
	n := held.need
}

fired contains ["ageing-carer", c, n, p] if {
	some held in input.has["disability.intellectual"]
	p := held.person
	some c in input.carers[p]
	input.persons[c].age >= 65
	input.persons[p].age >= 18
	n := held.need
}

fired contains ["arrears-and-child", c, n, p] if {
	some held in input.has["debt.arrears"]
	p := held.person
	some c in input.children[p]
	input.persons[c].age < 18
	n := held.need
}

frail_couple contains ["frail-couple", n, p, q] if {
	some held in input.has["care.needed"]
	p := held.person
	some q in input.spouses[p]
	input.persons[p].age >= 75
	other := input.persons[q]
	other.age >= 75
	other.care_level >= 1
	n := held.need
}

fired contains ["harmed-at-home", a, b, n] if {
	some held in input.has["abuse.dv"]
	b := held.person
	some a in input.harmers[b]
	a in input.beside[b]
	input.persons[b].age >= 18
	n := held.need
}

fired contains ["siblings-alike", a, b, m, n] if {
	some code in input.codes["child"]
	held := input.has[code]
	some first in held
	a := first.person
	input.persons[a].age < 18
	some b in input.siblings[a]
	some second in held
	second.person == b
	m := first.need
	n := second.need
}

# Three persons.
double_care contains ["double-care", c, e, n, p] if {
	some held in input.has["care.needed"]
	e := held.person
	input.persons[e].age >= 65
	some p in input.carers[e]
	some c in input.children[p]
	input.persons[c].age < 18
	n := held.need
}

fired contains ["three-generations", c, g, n, p] if {
	some held in input.has["mental.diagnosed"]
	p := held.person
	some g in input.parents[p]
	input.persons[g].age >= 65
	some c in input.children[p]
	input.persons[c].age < 18
	n := held.need
}

fired contains ["one-carer-for-two", c, m, n, x, y] if {
	some first in input.has["disability.intellectual"]
	some second in input.has["care.needed"]
	x := first.person
	y := second.person
	x != y
	some c in input.carers[x]
	c in input.carers[y]
	input.persons[c].age >= 18
	m := first.need
	n := second.need
}

# A group.
fired contains ["household-short-of-money", h, n, p] if {
	some held in input.has["debt.arrears"]
	p := held.person
	input.persons[p].age >= 18
	h := input.household[p]
	short := [other |
		code := input.codes["income"][_]
		other := input.has[code][_]
		input.household[other.person] == h
	]
	count(short) >= 2
	n := held.need
}

fired contains ["nobody-young-at-home", n, p] if {
	some held in input.has["living.household_chores"]
	p := held.person
	input.persons[p].age >= 75
	ages := [age | o := input.beside[p][_]; age := input.persons[o].age]
	count(ages) > 0
	younger := [age | age := ages[_]; age < 75]
	count(younger) == 0
	n := held.need
}

# What is missing.
dementia_without_carer contains ["dementia-without-carer", n, p] if {
	some held in input.has["care.dementia"]
	p := held.person
	input.persons[p].age >= 65
	not input.carers[p]
	n := held.need
}

fired contains ["disabled-and-unserved", n, p] if {
	some held in input.has["disability.physical"]
	p := held.person
	input.persons[p].age >= 18
	not p in input.served["disability_consult"]
	n := held.need
}

fired contains ["discharge-without-support", e, p] if {
	some subject in input.subjects["discharge"]
	p := subject.person
	input.persons[p].age >= 65
	adults := [o | o := input.beside[p][_]; input.persons[o].age >= 18]
	count(adults) == 0
	e := subject.event
}

# What others found.
household_8050_in_arrears contains ["household-8050-in-arrears", c, finding, n, p] if {
	some pair in household_8050
	p := pair[3]
	some held in input.has["debt.arrears"]
	held.person == p
	c := pair[1]
	finding := concat("\t", array.concat(["finding/household-8050"], sort([p, c])))
	n := held.need
}

fired contains ["household-8050-untreated", finding, n, p] if {
	some pair in household_8050_in_arrears
	p := pair[4]
	some held in input.has["health.untreated"]
	held.person == p
	finding := concat("\t", array.concat(["finding/household-8050-in-arrears"], sort([p, pair[1]])))
	n := held.need
}

fired contains ["strained-by-one-care", n, p] if {
	some held in input.has["care.carer_strained"]
	p := held.person
	input.persons[p].age >= 18
	doubled := [1 | some care in double_care; care[4] == p]
	count(doubled) == 0
	n := held.need
}

watched contains found[2] if some found in old_and_isolated

watched contains found[2] if some found in frail_couple

watched contains found[3] if some found in frail_couple

watched contains found[2] if some found in dementia_without_carer

fired contains ["household-to-watch", finding, h, p] if {
	count(watched) > 1
	some p in watched
	h := input.household[p]
	count([q | some q in watched; input.household[q] == h]) >= 2
	finding := concat("\t", ["finding/watch", p])
}

# What is fired and found as well.
fired contains found if some found in old_and_isolated

fired contains found if some found in household_8050

fired contains found if some found in frail_couple

fired contains found if some found in double_care

fired contains found if some found in dementia_without_carer

fired contains found if some found in household_8050_in_arrears
