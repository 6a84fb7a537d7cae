; The 25 rules in CLIPS. Given are `person` (-1 and `unknown` stand for what is not known), `need` for each need that a
; person has, with what is known of it, and one kind of ordered fact for each relation; relations that hold both ways
; are given both ways. What denies or counts findings has a lower salience than what finds.
(deftemplate person
  (slot id) (slot age (default -1)) (slot lives_alone (default unknown)) (slot on_assistance (default unknown))
  (slot in_facility (default unknown)) (slot employment (default unknown)) (slot care_level (default -1)))
(deftemplate need
  (slot code) (slot of) (slot id) (slot domain) (slot severity (default -1)) (slot urgent))
(defglobal ?*fired* = "")
(deffunction pair (?kind ?p ?c)
  (if (< (str-compare ?p ?c) 0)
    then (str-cat "finding/" ?kind "	" ?p "	" ?c)
    else (str-cat "finding/" ?kind "	" ?c "	" ?p)))
(deffunction fire (?rule $?ids)
  (bind ?*fired* (str-cat ?*fired* ?rule))
  (progn$ (?id ?ids) (bind ?*fired* (str-cat ?*fired* "|" ?id)))
  (bind ?*fired* (str-cat ?*fired* "
")))
;; rules
; One person and that person's own needs.
(defrule old-and-isolated
  (need (code "isolation.alone") (of ?p) (id ?n))
  (person (id ?p) (age ?a&:(>= ?a 75)) (lives_alone TRUE))
  =>
  (assert (finding "watch" ?p))
  (fire "old-and-isolated" ?n ?p))

(defrule dementia-suspected
  (need (code "care.dementia_suspected") (of ?p) (id ?n) (severity ?s&:(>= ?s 2)))
  (person (id ?p) (age ?a&:(>= ?a 65)))
  =>
  (fire "dementia-suspected" ?n ?p))

(defrule hardship-of-working-age
  (need (code "income.hardship") (of ?p) (id ?n))
  (person (id ?p) (age ?a&:(<= 18 ?a 64)) (on_assistance FALSE))
  =>
  (fire "hardship-of-working-age" ?n ?p))

(defrule destitute-today
  (need (code "income.destitute") (of ?p) (id ?n) (urgent TRUE))
  (person (id ?p) (age ?a&:(>= ?a 18)))
  =>
  (fire "destitute-today" ?n ?p))

(defrule heavy-care-at-home
  (need (code "care.needed") (of ?p) (id ?n))
  (person (id ?p) (age ?a&:(>= ?a 65)) (care_level ?l&:(>= ?l 3)) (in_facility FALSE))
  =>
  (fire "heavy-care-at-home" ?n ?p))

(defrule withdrawn-and-workless
  (need (code "isolation.hikikomori") (of ?p) (id ?n))
  (person (id ?p) (age ?a&:(<= 18 ?a 64)) (employment none))
  =>
  (fire "withdrawn-and-workless" ?n ?p))

; Two persons.
(defrule household-8050
  (need (code "isolation.hikikomori") (of ?c) (id ?n))
  (person (id ?c) (age ?b&:(<= 40 ?b 64)))
  (LIVES_WITH ?c ?p)
  (person (id ?p) (age ?a&:(>= ?a 75)))
  =>
  (bind ?f (pair "household-8050" ?p ?c))
  (assert (about "household-8050" ?f ?p) (about "household-8050" ?f ?c))
  (fire "household-8050" ?c ?n ?p))

(defrule young-carer
  (need (code "care.needed"|"mental.diagnosed") (of ?p) (id ?n))
  (CARES_FOR ?c ?p)
  (person (id ?p) (age ?a&:(>= ?a 18)))
  (person (id ?c) (age ?b&:(<= 0 ?b 17)))
  =>
  (fire "young-carer" ?c ?n ?p))

(defrule ageing-carer
  (need (code "disability.intellectual") (of ?p) (id ?n))
  (CARES_FOR ?c ?p)
  (person (id ?p) (age ?a&:(>= ?a 18)))
  (person (id ?c) (age ?b&:(>= ?b 65)))
  =>
  (fire "ageing-carer" ?c ?n ?p))

(defrule arrears-and-child
  (need (code "debt.arrears") (of ?p) (id ?n))
  (PARENT_OF ?p ?c)
  (person (id ?c) (age ?a&:(<= 0 ?a 17)))
  =>
  (fire "arrears-and-child" ?c ?n ?p))

(defrule frail-couple
  (need (code "care.needed") (of ?p) (id ?n))
  (SPOUSE_OF ?p ?q)
  (person (id ?p) (age ?a&:(>= ?a 75)))
  (person (id ?q) (age ?b&:(>= ?b 75)) (care_level ?l&:(>= ?l 1)))
  =>
  (assert (finding "watch" ?p) (finding "watch" ?q))
  (fire "frail-couple" ?n ?p ?q))

(defrule harmed-at-home
  (need (code "abuse.dv") (of ?b) (id ?n))
  (HARMS ?a ?b)
  (LIVES_WITH ?a ?b)
  (person (id ?b) (age ?y&:(>= ?y 18)))
  =>
  (fire "harmed-at-home" ?a ?b ?n))

(defrule siblings-alike
  (need (domain "child") (code ?code) (of ?a) (id ?m))
  (SIBLING_OF ?a ?b)
  (need (domain "child") (code ?code) (of ?b) (id ?n))
  (person (id ?a) (age ?y&:(<= 0 ?y 17)))
  =>
  (fire "siblings-alike" ?a ?b ?m ?n))

; Three persons.
(defrule double-care
  (need (code "care.needed") (of ?e) (id ?n))
  (CARES_FOR ?p ?e)
  (PARENT_OF ?p ?c)
  (person (id ?e) (age ?a&:(>= ?a 65)))
  (person (id ?c) (age ?b&:(<= 0 ?b 17)))
  =>
  (assert (finding "double-care" ?p))
  (fire "double-care" ?c ?e ?n ?p))

(defrule three-generations
  (need (code "mental.diagnosed") (of ?p) (id ?n))
  (PARENT_OF ?g ?p)
  (PARENT_OF ?p ?c)
  (person (id ?g) (age ?a&:(>= ?a 65)))
  (person (id ?c) (age ?b&:(<= 0 ?b 17)))
  =>
  (fire "three-generations" ?c ?g ?n ?p))

(defrule one-carer-for-two
  (need (code "disability.intellectual") (of ?x) (id ?m))
  (CARES_FOR ?c ?x)
  (CARES_FOR ?c ?y&~?x)
  (need (code "care.needed") (of ?y) (id ?n))
  (person (id ?c) (age ?a&:(>= ?a 18)))
  =>
  (fire "one-carer-for-two" ?c ?m ?n ?x ?y))

; A group.
(defrule household-short-of-money
  (need (code "debt.arrears") (of ?p) (id ?n))
  (person (id ?p) (age ?a&:(>= ?a 18)))
  (MEMBER_OF ?p ?h)
  (exists
    (MEMBER_OF ?q ?h)
    (need (domain "income") (of ?q) (id ?i))
    (MEMBER_OF ?r ?h)
    (need (domain "income") (of ?r) (id ?j&:(or (neq ?i ?j) (neq ?q ?r)))))
  =>
  (fire "household-short-of-money" ?h ?n ?p))

(defrule nobody-young-at-home
  (need (code "living.household_chores") (of ?p) (id ?n))
  (person (id ?p) (age ?a&:(>= ?a 75)))
  (exists (LIVES_WITH ?p ?o) (person (id ?o) (age ?b&:(>= ?b 75))))
  (not (and (LIVES_WITH ?p ?o) (person (id ?o) (age ?b&:(<= 0 ?b 74)))))
  =>
  (fire "nobody-young-at-home" ?n ?p))

; What is missing.
(defrule dementia-without-carer
  (need (code "care.dementia") (of ?p) (id ?n))
  (person (id ?p) (age ?a&:(>= ?a 65)))
  (not (CARES_FOR ? ?p))
  =>
  (assert (finding "watch" ?p))
  (fire "dementia-without-carer" ?n ?p))

(defrule disabled-and-unserved
  (need (code "disability.physical") (of ?p) (id ?n))
  (person (id ?p) (age ?a&:(>= ?a 18)))
  (not (SERVED_BY ?p "disability_consult"))
  =>
  (fire "disabled-and-unserved" ?n ?p))

(defrule discharge-without-support
  (SUBJECT_OF "discharge" ?p ?e)
  (person (id ?p) (age ?a&:(>= ?a 65)))
  (not (and (LIVES_WITH ?p ?o) (person (id ?o) (age ?b&:(>= ?b 18)))))
  =>
  (fire "discharge-without-support" ?e ?p))

; What others have found.
(defrule household-8050-in-arrears
  (about "household-8050" ?f ?p)
  (need (code "debt.arrears") (of ?p) (id ?n))
  (person (id ?p) (age ?a&:(>= ?a 75)))
  (about "household-8050" ?f ?c&~?p)
  (person (id ?c) (age ?b&:(<= 0 ?b 64)))
  =>
  (bind ?g (pair "household-8050-in-arrears" ?p ?c))
  (assert (about "household-8050-in-arrears" ?g ?p) (about "household-8050-in-arrears" ?g ?c))
  (fire "household-8050-in-arrears" ?c ?f ?n ?p))

(defrule household-8050-untreated
  (about "household-8050-in-arrears" ?f ?p)
  (need (code "health.untreated") (of ?p) (id ?n))
  (person (id ?p) (age ?a&:(>= ?a 75)))
  =>
  (fire "household-8050-untreated" ?f ?n ?p))

(defrule strained-by-one-care (declare (salience -10))
  (need (code "care.carer_strained") (of ?p) (id ?n))
  (person (id ?p) (age ?a&:(>= ?a 18)))
  (not (finding "double-care" ?p))
  =>
  (fire "strained-by-one-care" ?n ?p))

(defrule household-to-watch (declare (salience -10))
  (finding "watch" ?p)
  (MEMBER_OF ?p ?h)
  (exists (finding "watch" ?q&~?p) (MEMBER_OF ?q ?h))
  =>
  (fire "household-to-watch" (str-cat "finding/" "watch" "	" ?p) ?h ?p))
