"""The questions in words: what to ask a family about each unknown fact, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "age": ("{who}さんは何歳ですか。", "How old is {who}?"),
    "birth_date": ("{who}さんの生年月日はいつですか。", "When was {who} born?"),
    "sex": ("{who}さんの性別を伺ってもよいですか。", "May we ask the sex of {who}?"),
    "care_level": ("{who}さんは要介護のいくつに認定されていますか。", "Which care level (1 to 5) does {who} have?"),
    "support_level": (
        "{who}さんは要支援のいくつに認定されていますか。",
        "Which support level (1, 2) does {who} have?",
    ),
    "on_assistance": ("{who}さんは生活保護を受けていますか。", "Does {who} receive public assistance?"),
    "age_estimated": ("{who}さんの年齢は、おおよそのものですか。", "Is the age of {who} an estimate?"),
    "elderly": ("{who}さんは高齢の方ですか。", "Is {who} an elderly person?"),
    "fixed_address": ("{who}さんには決まった住まいがありますか。", "Does {who} have a fixed address?"),
    "registered_address": ("{who}さんの住民登録はありますか。", "Is {who} registered as a resident?"),
    "lives_alone": ("{who}さんは一人で暮らしていますか。", "Does {who} live alone?"),
    "lives_apart": ("{who}さんは家族と離れて暮らしていますか。", "Does {who} live apart from the household?"),
    "in_hospital": ("{who}さんは今、入院していますか。", "Is {who} in hospital now?"),
    "in_facility": ("{who}さんは今、施設に入っていますか。", "Does {who} live in a care facility now?"),
    "bedridden": ("{who}さんは寝たきりですか。", "Is {who} bedridden?"),
    "pregnant": ("{who}さんは妊娠していますか。", "Is {who} pregnant?"),
    "disability_certificate": (
        "{who}さんは障害者手帳を持っていますか。どの手帳ですか。",
        "Does {who} have a disability certificate, and of which kind?",
    ),
    "intractable_certificate": (
        "{who}さんは難病の受給者証を持っていますか。",
        "Does {who} have a certificate for an intractable disease?",
    ),
    "care_insurance": (
        "{who}さんは介護保険を申請しましたか。認定は出ていますか。",
        "Has {who} applied for care insurance, and is it certified?",
    ),
    "health_insurance": ("{who}さんの医療保険は何ですか。", "Which health insurance does {who} have?"),
    "employment": ("{who}さんは今、仕事をしていますか。", "Does {who} work at present?"),
    "school": ("{who}さんはどの学校に通っていますか。", "Which kind of school does {who} go to?"),
    "housing": ("{who}さんのお住まいは、持ち家ですか、借家ですか。", "Does {who} own or rent the home?"),
    "marital": ("{who}さんは結婚していますか。", "Is {who} married?"),
    "single_parent": ("{who}さんは一人で子どもを育てていますか。", "Is {who} a single parent?"),
    "no_relatives": ("{who}さんは、頼れる親族がいない状況ですか。", "Is {who} without relatives to turn to?"),
    "key_person": ("ご家族の中心になっているのは{who}さんですか。", "Is {who} the key person of the household?"),
    "disability_pension": ("{who}さんは障害年金を受けていますか。", "Does {who} receive a disability pension?"),
    "pension_monthly_yen": (
        "{who}さんの年金は月にいくらですか。",
        "How much pension a month does {who} get (yen)?",
    ),
    "wage_monthly_yen": ("{who}さんの給料は月にいくらですか。", "How much does {who} earn a month, in yen?"),
    "savings_yen": ("{who}さんの預貯金はいくらくらいですか。", "How much has {who} saved, in yen?"),
    "nationality": ("{who}さんの国籍を伺ってもよいですか。", "May we ask the nationality of {who}?"),
    "language": ("{who}さんが話しやすい言葉は何ですか。", "Which language does {who} speak most easily?"),
    "severity": ("「{who}」はどのくらい重いですか。", "How heavy is this: {who}?"),
    "due": ("「{who}」に期限はありますか。いつですか。", "Is there a day by which this must be done: {who}?"),
    "date": ("「{who}」はいつですか。", "On which day was or is this: {who}?"),
    "reported_by": ("この相談はどなたからですか。", "Who told us about this?"),
    "district": ("お住まいはどの地区ですか。", "In which district is the home?"),
    "size": ("一緒に暮らしている方は、これで全員ですか。", "Is everybody listed who lives in the home?"),
    "alone": ("一緒に暮らしている方は、これで全員ですか。", "Is everybody listed who lives in the home?"),
}
"""By property. `{who}` is the id of the person, or the label of the need or event."""

ANY_OTHER = ("{who}: 「{label}」について教えてください。", "{who}: please tell us about `{label}`.")
"""For the properties that a municipality declares."""

SENSITIVE = frozenset(
    {
        "bedridden",
        "disability_certificate",
        "disability_pension",
        "in_hospital",
        "intractable_certificate",
        "marital",
        "on_assistance",
        "pension_monthly_yen",
        "pregnant",
        "savings_yen",
        "single_parent",
        "wage_monthly_yen",
    }
)
"""Beside the protected ones: health, disability, assistance, money and family status (個人情報保護法 第2条第3項,
and what families feel as such). They stand last among equals."""


def sentences(property: str, who: str, labels: tuple[str, str]) -> tuple[str, str]:
    """The question in Japanese and English. `labels` name a property that has no sentence of its own.

    >>> sentences("age", "b", ("年齢", "Age"))
    ('bさんは何歳ですか。', 'How old is b?')
    """
    ja, en = SENTENCES.get(property, ANY_OTHER)
    return ja.format(who=who, label=labels[0]), en.format(who=who, label=labels[1])
