# What a page shows besides the sentences of a summary. Every message has its twin in es.ftl.

language = Language / Idioma
unverified = This page did not pass our own check. Please compare it with the letter, with someone who can help you.

tag-won = Approved
tag-lost = Not approved
tag-lost-rest = The rest: not approved
tag-unclear = Not clear

fold-grounds = Why, treatment by treatment

proof-open = Where this comes from
proof-page = Letter, page { $page }:
proof-letter = Letter:
proof-rule = Rule: { $rule }
proof-source = Source:
proof-as-of = Text of { $date }
proof-undated = The source gives no date
proof-checked = Checked on { $date }

facts-title = For your doctor or lawyer
facts-case-number = Case number
facts-injury-date = Date of injury
facts-decision-date = Date of this decision
facts-refusal-date = Date of the utilization review refusal
facts-date = { $date }
facts-unsure = Not certain. Please look in the letter.
facts-already = Already approved before:
facts-unnamed = (not named)
