# English. Every message here has its twin in es.ftl with the same variables (tests/summary/test_catalogues.py).
# Style: at most 20 words a sentence, active voice, "you", everyday words. Nothing is put together from word pieces:
# whole phrases from the lexicons go into whole sentences.

### Phrases ---------------------------------------------------------------------------------------------------------

# A treatment with the part of the body and the time it belongs to. $noun: "MRI scan"; $region: "your left knee".
treatment-placed =
    { $at ->
        [for] { $noun } for { $region }
        [in] { $noun } in { $region }
        [on] { $noun } on { $region }
       *[of] { $noun } of { $region }
    }
treatment-timed =
    { $time ->
        [before] { $noun } before surgery
       *[after] { $noun } after surgery
    }
treatment-quoted = { $noun } “{ $words }”
treatment-same-name = { $noun } (“{ $words }”)
medicine-named = medicine { $name }
definite =
    { $gender ->
       *[any] the { $noun }
    }
indefinite =
    { $form ->
        [mass] { $noun }
        [named] the { $noun }
        [an] an { $noun }
       *[a] a { $noun }
    }
of-definite =
    { $gender ->
       *[any] of the { $noun }
    }

region-plain = your { $region }
region-sided =
    { $side ->
        [left] your left { $region }
        [right] your right { $region }
       *[both] both { $regions }
    }
region-half =
    { $side ->
        [left] your { $region } (left side)
        [right] your { $region } (right side)
       *[both] your { $region } (both sides)
    }
# What a reason calls the treatment, whose name stands in the title above it.
this-treatment =
    { $kind ->
        [imaging] this test
        [nerve_test] this test
        [test] this test
        [medicine] this medicine
        [shot] this injection
        [surgery] this surgery
        [therapy] this therapy
        [device] this equipment
        [visit] this visit
        [program] this program
        [home] this help
       *[other] this treatment
    }
range = { $low } to { $high }
guideline-quoted = { $noun } “{ $words }”

### Who won ---------------------------------------------------------------------------------------------------------

outcome-title = Who won
outcome-won =
    { $count ->
        [one] You won: the review decided in your favor.
        [2] You won on both treatments: the review decided in your favor.
       *[other] You won on all { $count } treatments: the review decided in your favor.
    }
outcome-lost =
    { $rest ->
        [yes] { $count ->
            [one] You did not win the rest of your request: the review agreed with the insurance company.
           *[other] You did not win the rest of your { $count } requests: the review agreed with the insurance company.
        }
       *[no] { $count ->
            [one] You did not win: the review agreed with the insurance company.
            [2] You did not win on either treatment: the review agreed with the insurance company.
           *[other] You did not win on any of the { $count } treatments: the review agreed with the insurance company.
        }
    }
outcome-mixed =
    You won on { $won ->
        [one] { $won } treatment
       *[other] { $won } treatments
    }, and the insurance company won on { $lost ->
        [one] { $lost } treatment
       *[other] { $lost } treatments
    }.
outcome-unclear = A person must check this letter, because it does not say clearly who won.
outcome-unclear-some =
    { $count ->
        [one] A person must check this letter: for { $count } treatment it does not say clearly who won.
       *[other] A person must check this letter: for { $count } treatments it does not say clearly who won.
    }
outcome-incomplete = A person must check this letter, because a treatment may be missing or may not belong.
outcome-nothing-read = A person must read this letter, because no decision could be found in it.
outcome-must-approve =
    { $past ->
        [yes] { $given ->
            [yes] The insurance company had to pay for { $the }, unless someone appealed.
           *[no] The insurance company had to approve { $the }, unless someone appealed.
        }
       *[no] { $given ->
            [yes] The insurance company now has to pay for { $the }, unless someone appeals.
           *[no] The insurance company now has to approve { $the }, unless someone appeals.
        }
    }
outcome-must-approve-won =
    { $past ->
        [yes] { $given ->
            [yes] The insurance company had to pay for what you won, unless someone appealed.
           *[no] The insurance company had to approve what you won, unless someone appealed.
        }
       *[no] { $given ->
            [yes] The insurance company now has to pay for what you won, unless someone appeals.
           *[no] The insurance company now has to approve what you won, unless someone appeals.
        }
    }
outcome-need-not-pay = The insurance company does not have to pay for { $the }.
outcome-need-not-pay-lost =
    { $others ->
        [no] The insurance company does not have to pay for them.
       *[yes] The insurance company does not have to pay for the rest.
    }
outcome-need-not-pay-rest =
    The insurance company does not have to pay for the rest { $of }.
# Where the treatment's name would make the sentence too long.
outcome-short-won = Approved: { $the }.
outcome-short-lost = Not approved: { $the }.
outcome-short-rest = Not approved: the rest { $of }.
outcome-only-unclear = Not clear: who won on { $the }.
outcome-already-approved =
    The insurance company had already approved part of what your doctor asked for.
    You keep that part.
outcome-already-approved-some =
    { $count ->
        [one] The insurance company had already approved part of treatment { $numbers }.
            You keep that part.
       *[other] The insurance company had already approved part of treatments { $numbers }.
            You keep those parts.
    }
outcome-do-not-stop =
    { $count ->
        [one] If you use { $the } now, do not stop it suddenly.
            Talk to your doctor first.
       *[other] If you use { $the } now, do not stop them suddenly.
            Talk to your doctor first.
    }
outcome-do-not-stop-any =
    Do not stop your medicines suddenly.
    Talk to your doctor first.

### Check ------------------------------------------------------------------------------------------------------------

check-title = Have a person check this
check-lead = Please compare these points with the letter, or ask someone to do it with you.
check-letter =
    { $state ->
        [suspicious] This file has words that do not belong in a letter like this one.
        [missing] A part that such letters have was not found in this file.
       *[other] Part of this file could not be read well.
    }
# Which treatments there are is in doubt.
check-issues =
    { $state ->
        [disputed] Parts of this letter do not agree on what was decided.
       *[other] A treatment may be missing or may not belong: check that all pages are here.
    }
check-decision =
    { $state ->
        [disputed] Treatment { $number }: the letter does not agree with itself on the decision.
        [suspicious] Treatment { $number }: there is more than one decision word.
        [not_readable] Treatment { $number }: the word that says who won could not be read.
       *[missing] Treatment { $number }: the word that says who won is not there.
    }
check-treatment =
    { $part ->
        [amount] Treatment { $number }: the amount or the time is not clear.
        [approved] Treatment { $number }: the part that was already approved is not clear.
        [body] Treatment { $number }: the part of the body is not clear.
        [given] Treatment { $number }: it is not clear if you already had it.
        [medicine] Treatment { $number }: the medicine or the dose is not clear.
        [notice] Treatment { $number }: the safety notice is not clear.
        [reasons] Treatment { $number }: the reasons are not clear.
       *[name] Treatment { $number }: it is not clear what your doctor asked for.
    }
check-date =
    { $date ->
        [injury] { $state ->
            [disputed] The letter gives two different dates for your injury.
           *[not_readable] The date of your injury could not be read.
        }
        [decision] { $state ->
            [disputed] The letter gives two different dates for this decision.
           *[not_readable] The date of this decision could not be read.
        }
       *[refusal] { $state ->
            [disputed] The letter gives two different dates for the first refusal, by utilization review.
           *[not_readable] The date of the first refusal, by utilization review, could not be read.
        }
    }
check-case-number = The case number is not clear.

### What was decided -------------------------------------------------------------------------------------------------

treatment-title =
    { $count ->
        [one] The treatment: { $title }
       *[other] Treatment { $number }: { $title }
    }
treatment-asked = Your doctor asked for { $a }.
treatment-sessions =
    { $sessions ->
        [1] That is one visit.
       *[other] That is { $sessions } visits.
    }
treatment-per-week =
    { $times ->
        [1] That is once a week.
       *[other] That is { $times } times a week.
    }
treatment-weeks =
    { $weeks ->
        [1] That is for one week.
       *[other] That is for { $weeks } weeks.
    }
treatment-per-week-and-weeks =
    { $times ->
        [1] { $weeks ->
            [1] That is once a week for one week.
           *[other] That is once a week for { $weeks } weeks.
        }
       *[other] { $weeks ->
            [1] That is { $times } times a week for one week.
           *[other] That is { $times } times a week for { $weeks } weeks.
        }
    }
treatment-sessions-and-rhythm = That is { $sessions } visits: { $times } times a week for { $weeks } weeks.
treatment-regions = It was for { $regions }.
treatment-regions-also = It was also for { $regions }.
treatment-count = The mark “#” in the letter tells how many: { $count }.
treatment-refills =
    { $refills ->
        [one] The request was also for { $refills } refill.
       *[other] The request was also for { $refills } refills.
    }
treatment-letter-words = The letter's name for this is “{ $words }.”
treatment-whole-request = The whole request was “{ $words }.”
# A message of several lines is several sentences; a line is a sentence.
treatment-already-approved-kept =
    You keep what the insurance company had already approved: “{ $words }.”
treatment-already-approved-only = Before, the insurance company had approved only this: “{ $words }.”
treatment-rest = This review was about the rest: “{ $words }.”
treatment-given = You already had this, so it is about who pays.
treatment-won = Approved.
treatment-lost = Not approved.
treatment-lost-rest = Not approved: the rest of the request.
treatment-unclear =
    Not clear: the letter does not say plainly who won here.
    Please ask a person to check it.
treatment-same = It ended in the same way as treatment { $other }, for the same reason.
treatment-parts = It has { $count } parts: { $parts }.
treatment-contradiction =
    Ask about this possible mistake in the letter, in our words: “{ $words }.”
    A plain mistake of fact can be a reason to appeal.

### Why --------------------------------------------------------------------------------------------------------------

why-title =
    { $standing ->
        [won] { $count ->
            [one] Why you won
           *[other] Why you won treatment { $number }
        }
        [lost] { $count ->
            [one] Why it was not approved
           *[other] Why treatment { $number } was not approved
        }
       *[unclear] { $count ->
            [one] What the reviewer wrote
           *[other] What the reviewer wrote about treatment { $number }
        }
    }
why-lead =
    { $place ->
        [only] The reviewer says
        [first] First,
        [second] Second,
        [third] Third,
       *[next] Next,
    }
why-count = The reviewer gives { $count } reasons.
why-prior_treatment_no_benefit =
    { $kind ->
        [medicine] { why-lead } the records do not show that { this-treatment } has helped you so far.
        [shot] { why-lead } the records do not show that earlier shots like this helped you.
        [therapy] { why-lead } the records do not show that the therapy you had made you better.
        [visit] { why-lead } the records do not show that earlier visits like this helped you.
       *[other] { why-lead } the records do not show that earlier care of this kind helped you.
    }
gist-not-found = The reviewer did not find { $what }.
gist-see = The reviewer's own words for the reason stand further on.

### What a new request would have to show ------------------------------------------------------------------------------

need-smaller = The reviewer would accept less: “{ $words }.”
need-named = A new request should show { $what }.
need-named-also = It should also show { $what }.
need-quoted = The reviewer did not find this: “{ $words }.”
need-quoted-question = The reviewer could not tell this: “{ $words }.”
need-quoted-clause = The reviewer found nothing to show that “{ $words }.”
need-ask = Ask your doctor which new facts could change this.
what-prior_treatment_no_benefit =
    { $kind ->
        [medicine] how this medicine has helped you
        [shot] how much, and for how long, earlier shots helped you
        [therapy] therapy notes with what you can do better now
       *[other] how earlier care helped you
    }
what-prior_treatment_amount_unknown =
    { $kind ->
        [therapy] how many visits you already had
        [shot] if you had shots like this, and how many
       *[other] how much of this you already had
    }
what-findings_do_not_support = new exam notes or tests that answer this reason
what-conservative_care_not_tried =
    { $kind ->
        [medicine] which other treatment you tried first, and how it went
       *[other] which simpler care you tried, and how it went
    }
what-no_planned_procedure = which treatment the result would lead to, such as surgery
what-alternative_available = why a simpler choice is not enough for you
need-depends_on_denied_treatment = It goes with another treatment, so that one comes first.

### Why --------------------------------------------------------------------------------------------------------------
why-prior_treatment_amount_unknown =
    { $kind ->
        [therapy] { why-lead } the records do not tell how many visits you already had.
        [shot] { why-lead } the records do not tell if you had shots like this before, or how many.
       *[other] { why-lead } the records do not tell how much of this care you already had.
    }
why-exceeds_guideline_amount =
    { $kind ->
        [therapy] { why-lead } this is more therapy than { $guideline } { $guideline_many ->
            [yes] allow
           *[no] allows
        }.
        [medicine] { why-lead } this is more, or for a longer time, than { $guideline } { $guideline_many ->
            [yes] allow
           *[no] allows
        }.
       *[other] { why-lead } this is more than { $guideline } { $guideline_many ->
            [yes] allow
           *[no] allows
        }.
    }
why-not_recommended_by_guideline =
    { $guideline_many ->
        [yes] { why-lead } { $guideline } do not recommend { this-treatment } for a problem like yours.
       *[no] { why-lead } { $guideline } does not recommend { this-treatment } for a problem like yours.
    }
why-guideline_criteria_not_met =
    { $guideline_many ->
        [yes] { why-lead } your records do not meet the conditions that { $guideline } set.
       *[no] { why-lead } your records do not meet the conditions that { $guideline } sets.
    }
why-findings_do_not_support =
    { $kind ->
        [imaging] { why-lead } your symptoms and exams do not show a need for { this-treatment }.
        [nerve_test] { why-lead } your symptoms and exams do not show a nerve problem that calls for { this-treatment }.
        [medicine] { why-lead } the records do not show signs or symptoms that call for { this-treatment }.
        [surgery] { why-lead } your exams and tests do not show a problem that calls for { this-treatment }.
        [shot] { why-lead } your exams and tests do not show a problem that calls for { this-treatment }.
       *[other] { why-lead } your symptoms, exams or tests do not show a need for { this-treatment }.
    }
why-conservative_care_not_tried =
    { $kind ->
        [medicine] { why-lead } the records do not show that the treatment that should come first was tried and failed.
        [surgery] { why-lead } the records do not show that you tried enough simpler care before surgery.
        [imaging] { why-lead } the records do not show enough simpler care before this test.
        [nerve_test] { why-lead } the records do not show enough simpler care before this test.
       *[other] { why-lead } the records do not show enough simpler care first, and that it failed.
    }
why-no_planned_procedure =
    { $kind ->
        [imaging] { why-lead } the records do not show that the pictures would lead to a treatment, such as surgery.
       *[other] { why-lead } the records do not show that the result would lead to a treatment, such as surgery.
    }
why-missing_documentation = { why-lead } a record, a test or a check that was needed was not there.
why-request_unclear =
    { $kind ->
        [medicine] { why-lead } the request leaves out something, such as the dose, the amount or the reason.
        [therapy] { why-lead } the request leaves out something, such as the number of visits or the reason.
        [device] { why-lead } the request leaves out something, such as the reason or for how long.
       *[other] { why-lead } the request leaves out something, such as the kind, the amount or the reason.
    }
why-alternative_available =
    { $kind ->
        [therapy] { why-lead } something simpler might do, such as exercises at home.
        [medicine] { why-lead } a simpler choice might do, such as a common pill.
        [device] { why-lead } something simpler or cheaper might do.
       *[other] { why-lead } something simpler, safer or cheaper might do.
    }
why-insufficient_evidence = { why-lead } there is not enough research to show that { this-treatment } works.
why-depends_on_denied_treatment = { why-lead } it only goes with another treatment, and that one is not needed.
why-duplicate_or_recent =
    { $kind ->
        [imaging] { why-lead } you already had a test like this, or one is already covered.
        [medicine] { why-lead } you already have a medicine like this.
       *[other] { why-lead } you already had this, or it is already covered.
    }
why-safety_risk =
    { $kind ->
        [medicine] { why-lead } the risks, such as side effects, outweigh the good it does.
       *[other] { why-lead } the risks outweigh the good it does.
    }
why-guideline_criteria_met =
    { $guideline_many ->
        [yes] { why-lead } your case fits what { $guideline } ask for.
       *[no] { why-lead } your case fits what { $guideline } asks for.
    }
why-findings_support =
    { $kind ->
        [imaging] { why-lead } your symptoms and exams show a need for { this-treatment }.
       *[other] { why-lead } your symptoms, exams or tests show a need for { this-treatment }.
    }
why-prior_treatment_benefit =
    { $kind ->
        [medicine] { why-lead } the records show that { this-treatment } helps you.
       *[other] { why-lead } the records show that earlier care of this kind helped you.
    }
why-within_guideline_amount =
    { $guideline_many ->
        [yes] { why-lead } the amount is within what { $guideline } allow.
       *[no] { why-lead } the amount is within what { $guideline } allows.
    }
why-depends_on_approved_treatment = { why-lead } it goes with another treatment that is approved.
why-other = { why-lead } there is a reason of another kind; please read it in the letter.
why-other-quoted = { why-lead } there is a reason that is best read in the reviewer's own words.
why-not-sorted =
    Our reading could not put the reviewer's reason into plain words.
    Please read it in the letter.
why-same =
    { $standing ->
        [won] You won this for the same reasons as treatment { $other }.
       *[lost] The reviewer gives the same reasons as for treatment { $other }.
    }
why-unclear = Please read what the reviewer wrote in the letter, with someone who can help you.
why-none = The letter gives no reason for this decision.
why-not-shown = What counts here is what your doctor's notes show.
why-quote = In the reviewer's words: “{ $words }.”
why-quote-also = Also: “{ $words }.”
why-quote-adds = The reviewer adds: “{ $words }.”
why-guideline = The reviewer used { $guideline }.
why-guideline-part = The reviewer used { $guideline }, in the part “{ $words }.”
why-guidelines = The reviewer used { $guidelines }.
why-guidelines-also = The reviewer also used { $guidelines }.
why-no-guideline = The letter names no guideline for this decision.
the-guideline = the guideline

### What comes next ---------------------------------------------------------------------------------------------------

next-title = What you can do next
next-title-won = What happens next
next-safety-notice = The letter says: “{ $words }.”
next-for-unclear =
    { $scope ->
        [one] This is about treatment { $numbers }, where the decision is not clear.
        [several] This is about where the decision is not clear.
       *[other] This is about treatments { $numbers }, where the decision is not clear.
    }
next-unclear-ask = Please ask the free help line below to read the letter with you, and soon.
next-appeal-too =
    { $scope ->
        [one] This holds for treatment { $numbers } too, which was not approved.
        [several] This holds for what was not approved too.
       *[other] This holds for treatments { $numbers } too, which were not approved.
    }
next-unclear-appeal = If the decision is against you, the law sets a short time to appeal.
next-won-show = Show this decision to your doctor's office, so that they can set up what you won.
next-won-show-given = Show this decision to your doctor's office, so that they can send the bill.
next-ask-again =
    { $all ->
        [yes] Your doctor may be able to ask again.
       *[no] For what was not approved, your doctor may be able to ask again.
    }
next-refusal-date = The letter gives the date of that refusal as { $date }.
next-refusal-date-unsure =
    The date of that refusal is not certain here.
    Please look for it in the letter.
next-refusal-date-not-printed = The letter does not give the date of that refusal.
next-appeal = You can also appeal, for a few reasons only: see “The rules.”

### Help, words, the sheet --------------------------------------------------------------------------------------------

act-by-title = Act by { $date }
act-by = An appeal must reach the office by this day, 30 days from the decision date in the letter.
act-by-passed-title = The time to appeal has passed
act-by-passed =
    It most likely ended on { $date }.
    That is 30 days from the decision date in the letter.
    If the letter was mailed to you later, ask an I&A officer soon.
act-by-ask-again = Your doctor may still ask again, with new facts.
act-by-year-over =
    Your doctor may still ask again.
    Since { $date }, 12 months after the first refusal, the law asks for no new facts.
    They can still help.
act-by-find-title = Act soon: you have 30 days to appeal
act-by-find =
    { $doubted ->
        [yes] The decision date is not certain here.
            Look for “Decision Date” on the first page of the letter, and count 30 days from it.
       *[no] The decision date was not found here.
            Look for “Decision Date” on the first page of the letter, and count 30 days from it.
    }
next-safety =
    { $scope ->
        [one] Important: the letter has a safety notice about { $the }.
       *[all] Important: the letter has a safety notice for you.
    }
    Talk to your doctor about it.
law-title = The rules
law-no-lawyer = No lawyer has read these rules for us yet.
about-title = About this page
about-made =
    A computer made this page on { $date }, and it can be wrong.
    Compare it with your letter.
about-operator = This service is run by { $operator }.
about-contact = Questions or mistakes: { $contact }.
about-ask = Questions: ask whoever gave you this page, or the help line.
help-title = Free help
words-title = Words in the letter
sheet-title = Your Independent Medical Review (IMR) letter in plain words
sheet-case-number = Case number: { $number }
sheet-more = More: why, the rules, and the words of the letter
sheet-alike = The same goes for:
