# The words of the page for workers. Every message has its twin in es.ftl.
# Style as in the summaries: short sentences, active voice, "you", everyday words (tests/service/test_page_words.py).

### Every page --------------------------------------------------------------------------------------------------------

site = IMR letters in plain words
skip = Skip to the main part
large-print = Large print

### The first page ----------------------------------------------------------------------------------------------------

home-name = What does your IMR letter say?
home-lead = Give this page your letter. It tells you in plain words who won, why, and what you can do next.
example-letter = The letter says
example-means = It means

file-title = Choose your letter
file-label =
    { $photos ->
        [yes] Pick a PDF, a text file or clear photos.
       *[no] Pick a PDF or a text file. This site cannot read photos.
    }
file-pages =
    { $photos ->
        [yes] More than one page? Pick all the photos, first page first. Or scan all pages into one PDF.
       *[no] You must be able to copy words from the PDF. Or type the words into the box below.
    }
file-drop = You can also drop it here.
file-read = Read my file
paste-title = Or paste the words
paste-label = Copy all the words of the letter. Then put them in this box.
paste-read = Read these words
sample-title = Or try a sample
sample-label = See how it works with a real letter from the state. It has no names.
sample-read = Show me the sample

kind-title = Which letter
kind = This page reads one kind of letter. That letter has this line: “{ $words }.” Letters from before 2015 may only say “{ $old }.”
privacy-title = What happens to your letter
privacy = This site reads your letter in memory only, and forgets it when you see the result.
privacy-llm =
    { $redacts ->
        [yes] This site reads your letter in memory only and then forgets it; an AI program at { $host } reads it too, but first we take out your name and claim number. Your case number and the dates stay in.
       *[no] This site reads your letter in memory only and then forgets it; an AI program at { $host } reads all of it too, with your name.
    }
without-llm = Do not send my letter to the AI program.
notice = This page gives you information. It is not legal advice.
reading = We are reading your letter. This may take a minute.

### The result --------------------------------------------------------------------------------------------------------

result-name = Your IMR letter in plain words
result-check = A computer made this page, and it can be wrong. Please check it against your letter.
result-sample = This is the sample letter. It is not yours.
result-photo = This photo shows one page. The other pages of the letter can change what you read here. Please give photos of all of them.
result-places = Pick an underlined sentence to see the words in the letter that it comes from.
tools = What you can do with this page
tools-short = Save, print or start again
print = Print
print-letter = Print the letter too
save-pdf = Save as PDF
save-text = Save as text
read-aloud = Read aloud
stop-reading = Stop reading
another = Read a new letter
letter-title = The letter
letter-page = Page { $page }
letter-back = Back to the summary
file-name = imr-letter-in-plain-words

### What can go wrong -------------------------------------------------------------------------------------------------

error-name = Please try again
error-title = This did not work yet
error-kept = What you typed is still here. If you chose a file, please choose it again.
fault-nothing-1 = There is no letter here yet.
fault-nothing-2 = Please choose your file, or paste the words of the letter.
fault-empty-1 = There is nothing in this file.
fault-empty-2 = Please save or scan the letter again, and choose the new file.
fault-too-large-1 = This file is too big.
fault-too-large-2 = Please give the letter alone. A PDF or a photo can have { $megabytes } MB at most.
fault-several-files-1 = We do not know how these files go together.
fault-several-files-2 = Please choose one PDF, or only photos of one letter.
fault-not-text-1 = This page cannot read this kind of file.
fault-not-text-2 = Please save the letter as a PDF. Or copy its words and paste them here.
fault-picture-1 = We cannot read this kind of photo.
fault-picture-2 = Please save the photo as JPEG or as a PDF. Then choose the new file.
fault-unreadable-scan-1 = We could not read the words in this photo or scan.
fault-unreadable-scan-2 = Put the page flat in good light. Hold the camera right above it. Take a sharp photo of the whole page.
fault-ocr-missing-1 = This site cannot read photos and scans.
fault-ocr-missing-2 = Please choose a PDF that you can copy words from. Or type the words into the box.
fault-password-1 = This PDF is locked with a password.
fault-password-2 = Open it with the password and print it to a new PDF. Then choose the new file.
fault-no-text-layer-1 = The pages of this PDF are empty.
fault-no-text-layer-2 = Please save or scan the letter again, and choose the new file.
fault-damaged-1 = This file is broken, or a part of it is not there.
fault-damaged-2 = Please download it again, or ask for a new copy.
fault-too-costly-1 = This file takes too long to read.
fault-too-costly-2 = Please give the letter alone, without other papers.
fault-not-a-letter-1 = This does not look like an IMR letter.
fault-not-a-letter-2 = Look for this line on your papers: “{ $words }.” If you have that letter, please give all its pages.
fault-unknown-form-1 = This may be an IMR letter, but we do not know this form of it.
fault-unknown-form-2 = Please ask for help: someone can read the letter with you.
fault-utilization-review-1 = This is the insurance company’s own refusal. It is not the IMR decision.
fault-utilization-review-2 = To ask for an IMR, sign the form that came with it and send it within 30 days. For some medicines you have only 10 days.
fault-delay-letter-1 = This letter says that a decision is late. Nothing is decided yet.
fault-delay-letter-2 = Ask the insurance company what is missing.
fault-assignment-notice-1 = This letter says that your review has begun.
fault-assignment-notice-2 = The decision comes in a later letter. Please come back with that one.
fault-termination-notice-1 = This letter says that the review ended without a decision.
fault-termination-notice-2 = Often that is because the treatment was approved. Ask the insurance company what it approved.
fault-ineligible-application-1 = This letter says that your request for a review was not taken.
fault-ineligible-application-2 = Nothing was decided about the treatment. Look for the reason, and call 1-800-736-7401 soon.
fault-bill-review-1 = This is a review of a doctor’s bill. It is not about your treatment.
fault-bill-review-2 = You do not have to do anything here. Please look for the IMR letter.
fault-cover-page-1 = This is only the first page of an IMR letter.
fault-cover-page-2 = What was decided stands on the other pages. Please give all of them.
fault-health-plan-review-1 = This is a review by a health plan. It is not about your work injury claim.
fault-health-plan-review-2 = Ask the health plan, or the state office named in the letter.
fault-medical-legal-report-1 = This is a doctor’s report. It is not the IMR decision.
fault-medical-legal-report-2 = Please look for the IMR letter, or ask your lawyer about the report.
fault-appeals-board-order-1 = This is a paper from the appeals board. It is not the IMR letter.
fault-appeals-board-order-2 = It can have a deadline. Call 1-800-736-7401, or ask a lawyer, soon.
fault-several-letters-1 = There is more than one letter in this file.
fault-several-letters-2 = Please give one letter at a time.
fault-busy-1 = Many people use this page right now.
fault-busy-2 = Please wait { $seconds ->
        [one] one second
       *[other] { $seconds } seconds
    } and try again.
fault-stopping-1 = This site is about to start again.
fault-stopping-2 = Please wait a minute and try again.
fault-too-slow-1 = Your letter took too long to get here.
fault-too-slow-2 = Please try again. If you can, use a better connection or a smaller file.
fault-bad-body-1 = Your letter did not get here in one piece.
fault-bad-body-2 = Please try again.
fault-llm-1 = The AI program did not answer.
fault-llm-2 = Please try again later. Or check the box to go on without it.
fault-expired-1 = This page is too old to save.
fault-expired-2 = Please give your letter again.
fault-no-pdf-1 = We could not make the PDF.
fault-no-pdf-2 = Please print the page, or save it as text.
fault-lost-1 = There is no page here.
fault-lost-2 = You can start with your letter below.
fault-ours-1 = Something went wrong, and it is our fault.
fault-ours-2 = Please try again in a few minutes.
