"""Facts in words: what a property that is true or false says, what allowed values and labels are called."""

from __future__ import annotations

from collections.abc import Mapping

from routing.wording.relations import Pair

FLAGS: Mapping[str, tuple[Pair, Pair]] = {
    # said where it is true, and where it is false
    "on_assistance": (
        ("生活保護を受けている", "receives public assistance"),
        ("生活保護を受けていない", "does not receive public assistance"),
    ),
    "age_estimated": (("年齢が推定である", "is of estimated age"), ("年齢が推定でない", "is not of estimated age")),
    "elderly": (("高齢と見られる", "is known to be elderly"), ("高齢でない", "is not elderly")),
    "fixed_address": (
        ("決まった住所がある", "has a fixed address"),
        ("決まった住所がない", "has no fixed address"),
    ),
    "registered_address": (
        ("住民登録がある", "is registered as a resident"),
        ("住民登録がない", "is not registered as a resident"),
    ),
    "lives_alone": (("一人で暮らしている", "lives alone"), ("一人暮らしでない", "does not live alone")),
    "lives_apart": (
        ("世帯と離れて暮らしている", "lives apart from the household"),
        ("世帯と離れて暮らしていない", "does not live apart from the household"),
    ),
    "in_hospital": (("入院している", "is in hospital"), ("入院していない", "is not in hospital")),
    "in_facility": (("施設に入所している", "is in a facility"), ("施設に入所していない", "is not in a facility")),
    "bedridden": (("寝たきりである", "is bedridden"), ("寝たきりでない", "is not bedridden")),
    "pregnant": (("妊娠している", "is pregnant"), ("妊娠していない", "is not pregnant")),
    "intractable_certificate": (
        ("難病の受給者証がある", "has an intractable-disease certificate"),
        ("難病の受給者証がない", "has no intractable-disease certificate"),
    ),
    "single_parent": (("ひとり親である", "is a single parent"), ("ひとり親でない", "is not a single parent")),
    "no_relatives": (("身寄りがない", "has no relatives"), ("身寄りがある", "has relatives")),
    "key_person": (
        ("キーパーソンである", "is the key person of the household"),
        ("キーパーソンでない", "is not the key person of the household"),
    ),
    "disability_pension": (
        ("障害年金を受けている", "receives a disability pension"),
        ("障害年金を受けていない", "does not receive a disability pension"),
    ),
    "alone": (("独居である", "is one person alone"), ("独居でない", "is not one person alone")),
    "urgent": (("差し迫っている", "is urgent"), ("差し迫っていない", "is not urgent")),
}

VALUES: Mapping[str, Mapping[str, Pair]] = {
    "sex": {"F": ("女性", "female"), "M": ("男性", "male"), "X": ("その他", "other")},
    "school": {
        "preschool": ("就学前", "before school"),
        "elementary": ("小学校", "elementary school"),
        "junior_high": ("中学校", "junior high school"),
        "high": ("高校", "high school"),
        "university": ("大学", "university"),
        "none": ("通っていない", "none"),
    },
    "disability_certificate": {
        "none": ("なし", "none"),
        "physical": ("身体", "physical"),
        "intellectual": ("知的", "intellectual"),
        "mental": ("精神", "mental"),
        "multiple": ("複数", "multiple"),
    },
    "care_insurance": {
        "not_applied": ("未申請", "not applied for"),
        "applied": ("申請中", "applied for"),
        "certified": ("認定済み", "certified"),
    },
    "health_insurance": {
        "none": ("なし", "none"),
        "national": ("国民健康保険", "national"),
        "employee": ("職場の健康保険", "employee"),
        "elder": ("後期高齢者医療", "elder"),
    },
    "employment": {
        "none": ("なし", "none"),
        "employed": ("雇われている", "employed"),
        "self_employed": ("自営", "self-employed"),
        "job_seeking": ("求職中", "job-seeking"),
        "student": ("学生", "student"),
        "retired": ("引退", "retired"),
    },
    "housing": {
        "owned": ("持ち家", "owned"),
        "rented": ("賃貸", "rented"),
        "public": ("公営住宅", "public"),
        "facility": ("施設", "a facility"),
        "none": ("なし", "none"),
    },
    "marital": {
        "single": ("未婚", "single"),
        "married": ("既婚", "married"),
        "divorced": ("離婚", "divorced"),
        "widowed": ("死別", "widowed"),
    },
    "nationality": {
        "japanese": ("日本", "Japanese"),
        "foreign": ("外国", "foreign"),
        "stateless": ("無国籍", "stateless"),
    },
    "reported_by": {
        "self": ("本人", "the person"),
        "family": ("家族", "family"),
        "resident": ("住民", "a resident"),
        "minsei": ("民生委員", "a welfare commissioner"),
        "hospital": ("病院", "a hospital"),
        "school": ("学校", "a school"),
        "police": ("警察", "the police"),
        "care_manager": ("ケアマネジャー", "a care manager"),
        "partner_company": ("協力事業者", "a partner company"),
        "agency": ("機関", "an agency"),
    },
    "status": {
        "confirmed": ("確認済み", "confirmed"),
        "suspected": ("疑い", "suspected"),
        "resolved": ("解決済み", "resolved"),
        "absent": ("ないと確認", "absent"),
        "active": ("継続中", "active"),
        "ended": ("終了", "ended"),
        "refused": ("本人が拒否", "refused"),
        "declined": ("機関が辞退", "declined"),
    },
    "role": {"lead": ("主担当", "lead"), "support": ("支援", "support")},
    # declared by the national pack
    "harmed_by": {
        "carer": ("家族などの養護者", "a carer"),
        "care_staff": ("施設・事業所の職員", "care staff"),
        "employer": ("使用者", "an employer"),
        "other": ("その他", "someone else"),
    },
    "violence": {"bodily": ("身体への暴力", "bodily"), "other": ("それ以外", "other")},
    "notifiable": {"at_once": ("直ちに", "at once"), "within_7_days": ("7日以内", "within 7 days")},
    "meeting": {
        "support": ("支援会議", "support"),
        "hardship": ("生活困窮者の支援会議", "hardship"),
        "child": ("要保護児童対策地域協議会", "children in need of protection"),
        "youth": ("子ども・若者支援地域協議会", "young people"),
        "women": ("女性支援の支援調整会議", "women"),
        "consumer": ("消費者安全確保地域協議会", "consumer safety"),
        "loneliness": ("孤独・孤立対策地域協議会", "loneliness"),
        "care": ("地域ケア会議", "community care"),
    },
}
"""By property: what its values are called. A value that is not here stands as it is written."""

PROPERTIES: Mapping[str, Pair] = {
    "age": ("年齢", "age"),
    "care_level": ("要介護度", "care level"),
    "support_level": ("要支援の区分", "support level"),
    "received_by": ("最初に相談を受けた機関", "the agency that received the case"),
    "reported_by": ("相談・通報した人", "the one who reported"),
    "district": ("地区", "the district"),
    "municipality": ("自治体", "the municipality"),
    "kind": ("種類", "kind"),
    "type": ("種類", "type"),
    "domain": ("分野", "field"),
    "status": ("状態", "status"),
    "role": ("役割", "role"),
    "since": ("開始日", "start date"),
    "id": ("ID", "id"),
}
"""Properties with no label in the vocabulary, beside those of `words`, and with one too long for a sentence."""

LABELS: Mapping[str, Pair] = {
    "Person": ("人", "person"),
    "Need": ("困りごと", "need"),
    "Agency": ("機関", "agency"),
    "Event": ("出来事", "event"),
    "Finding": ("所見", "finding"),
    "Household": ("世帯", "household"),
    "Case": ("この件", "case"),
}

ROLES: Mapping[str, Pair] = {
    # what an author calls a person in a pattern, where no relation says who it is
    "parent": ("親", "the parent"),
    "child": ("子", "the child"),
    "elder": ("高齢の人", "the elder"),
    "mother": ("母", "the mother"),
    "father": ("父", "the father"),
    "baby": ("赤ちゃん", "the baby"),
    "carer": ("介護者", "the carer"),
    "spouse": ("配偶者", "the spouse"),
    "victim": ("被害者", "the victim"),
}

UNITS: Mapping[str, Pair] = {"age": ("歳", ""), "yen": ("円", " yen"), "g": ("グラム", " g")}
"""The unit of a number, by the name of the property or its last word."""
