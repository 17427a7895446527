"""The injured worker: age, sex and job.

The case summary comes first; what it does not say is sought in the rationales. An age, a sex or a pronoun counts only
where it is the worker's: letters also speak of physicians, relatives and reviewers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import NamedTuple

from imr_llm.letter.model import CleanText, SectionedLetter
from imr_llm.record.codes import Sex
from imr_llm.record.facts import Worker
from imr_llm.rules.text.lexicon import load
from imr_llm.rules.text.narrative import case_summary, rationales, words_before
from imr_llm.rules.text.proofs import Proofs
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

_WORKER = r"(?:injured workers?|patient|applicant|claimant|worker|employee|iw)"
_OTHERS = (
    r"provider|physician|doctor|surgeon|reviewer|chiropractor|psychologist|psychiatrist|therapist|nurse|specialist"
    r"|examiner|adjuster|attorney|wife|husband|spouse|daughter|son|mother|father|sister|brother|child|supervisor"
    r"|co-?worker|dr|orthopedist|neurologist|dentist"
)
_AGE = linear(
    rb"\b(\d{1,3})[ -]?(?:years?|yr)s?[ -]{0,2}olds?\b|\b(\d{2}) ?y\.? ?/?o\b|\b(\d{1,3}) years of age\b"
    rb"|\baged? (?:of )?(\d{2})\b"
)
# What an age is said of when it is not the worker's: "his 12-year-old son", "a 5 year old MRI".
_NOT_A_WORKER = linear(
    rb"^[ ,]*(?:\w+ )?(?:daughter|son|child|boy|girl|wife|husband|mother|father|mri|injury|scan|study|surgery|report"
    rb"|records?"
    rb"|physician|provider|doctor)\b"
)
_WORKING_AGES = range(12, 100)

_SEX_WORD = r"(?:fe(?:m|rn)ale|woman|lady|male|man|gentleman)"
# "54-year-old right-hand-dominant male"; "The 35 year old male injured worker".
_SEX_AFTER_AGE = linear(rf"^(?:[ ,-]+[a-z-]+){{0,5}}?[ ,-]+({_SEX_WORD})\b".encode())
_SEX_OF_WORKER = linear(
    rf"\b{_WORKER},? (?:is|was) an? (?:[a-z-]+ ){{0,4}}?({_SEX_WORD})\b|\b({_SEX_WORD}) {_WORKER}\b".encode()
)
_TITLE = linear(rb"\b(mr|mrs|ms|miss)\b\.? ")
_PERSON = linear(rf"\b(?:({_WORKER})|({_OTHERS})|(he|she|his|her|him|himself|herself))\b".encode())
_FEMALE = frozenset((b"female", b"fernale", b"woman", b"lady", b"mrs", b"ms", b"miss", b"she", b"her", b"herself"))

# "54-year-old massage therapist who": what may be a job stands between the age and one of these.
_AFTER_AGE = linear(
    rb"^[ ,-]*((?:[a-z/&'-]+,? ){0,8}?[a-z/&'-]+)(?:,? (?:who|that|whose|with|sustained|suffered|injured|was|is|has"
    rb"|had|reported"
    rb"|presents?|presented|at|for|from|in|of|on|status|by|complain\w*|hurt|fell|slipped|tripped|developed|started"
    rb"|states|now|when|while|and|diagnosed|being|employed|working|claims?|claimed|filed|alleg\w*|underwent)\b|,"
    rb"|\.|;|\()"
)
_RUN = r"([a-z][a-z /&'-]{2,60})"
# A trigger such as "employed as a", "while working as a" or "Occupation:" announces a job in any words.
_STATED = linear(
    (
        rf"\b(?:employed|work(?:s|ed|ing)?|work was|employment|job|position|occupation"
        rf"|duties)(?: [a-z-]+){{0,4}}? as an? {_RUN}"
        rf"|\b(?:occupation|job title)(?: ?:| is| was)(?: an?| that of an?)? {_RUN}"
        r"|\b(?:an?|the) ([a-z][a-z /&'-]{2,60}?) by (?:trade|profession|occupation)\b"
    ).encode()
)
_STATED_LITERALS = (b" as a ", b" as an ", b"occupation", b"job title", b" by trade", b" by profession")
# In other places a job counts only with a title that the lexicon knows: "He was a welder", "use as a data entry clerk".
_TITLED = linear(rf"\b(?:(?:{_WORKER}|he|she)(?: (?:is|was)|,)|as) an? {_RUN}".encode())
_JOB_ENDS = linear(
    rb" (?:who|when|while|where|whose|which|that|for|at|with|since|in|on|until|from|she|he|by|due|the|and (?:was|is"
    rb"|has|had|he|she"
    rb"|sustained|the|reported|her|his|stands?|sits?|lifts?|works?|drives?|carries|uses?|does|often|also)"
    rb"|before|after|but|prior|during|doing|performing|sustained|suffered|injured|is"
    rb"|was|has|had"
    rb"|full[ -]?time|part[ -]?time)\b"
)
_LAST_WORD = linear(rb"([a-z-]+)$")


@dataclass(frozen=True, slots=True)
class Occupations:
    """Job titles by their last words; see the lexicon for what each list holds."""

    heads: frozenset[bytes]
    not_jobs: frozenset[bytes]
    descriptions: frozenset[bytes]


def _load() -> Occupations:
    words = load("occupations")
    return Occupations(**{field.name: frozenset(map(str.encode, words[field.name])) for field in fields(Occupations)})


_OCCUPATIONS = _load()


class _Age(NamedTuple):
    """An age of the worker: the number, and where its words end."""

    number: Span
    end: int


def read_worker(letter: SectionedLetter, proofs: Proofs) -> Worker:
    """What the letter says of the worker."""
    clean, summary = letter.clean, case_summary(letter)
    others = list(rationales(letter))
    ages = list(_ages(clean, summary)) if summary else []
    for part in others if not ages else ():
        ages.extend(_ages(clean, part))
    sex = _sex(clean, ages, [summary, *others] if summary else others)
    job = next(_jobs(clean, ages, summary, others), None)
    for name, span in (("age_years", ages[0].number if ages else None), ("sex", sex), ("occupation", job)):
        if span:
            proofs.add(f"/worker/{name}", span)
    return Worker(
        age_years=int(clean.lower[slice(*ages[0].number)]) if ages else None,
        sex=_sex_of(clean.lower[slice(*sex)]) if sex else None,
        occupation=clean.text[slice(*job)] if job else None,
    )


def _sex_of(word: bytes) -> Sex:
    return "female" if word in _FEMALE else "male"


def _speaks_of_another(clean: CleanText, position: int, limit: int) -> bool:
    """Whether the last person named before a place in its sentence is somebody other than the worker."""
    another = False
    for match in _PERSON.finditer(words_before(clean, position, limit)):
        if match.group(3) is None:
            another = match.group(2) is not None
    return another


def _ages(clean: CleanText, part: Span) -> Iterator[_Age]:
    for match in _AGE.finditer(clean.lower, *part):
        group = next(number for number in range(1, 5) if match.group(number))
        after = clean.lower[match.end() : match.end() + 40]
        if int(match.group(group)) not in _WORKING_AGES or _NOT_A_WORKER.search(after):
            continue
        if not _speaks_of_another(clean, match.start(), part.start):
            yield _Age(Span(*match.span(group)), match.end())


def _sex(clean: CleanText, ages: list[_Age], parts: list[Span]) -> Span | None:
    """The word that tells the worker's sex.

    A noun beside the age comes first, then one beside the worker, a title, a pronoun, each in the first part with one.
    """
    for age in ages:
        match = _SEX_AFTER_AGE.search(clean.lower[age.end : age.end + 70])
        if match:
            return Span(age.end + match.start(1), age.end + match.end(1))
    for find in (_sex_nouns, _titles, _pronouns):
        for part in parts:
            found = next(find(clean, part), None)
            if found:
                return found
    return None


def _sex_nouns(clean: CleanText, part: Span) -> Iterator[Span]:
    for match in _SEX_OF_WORKER.finditer(clean.lower, *part):
        yield Span(*match.span(1 if match.group(1) else 2))


def _titles(clean: CleanText, part: Span) -> Iterator[Span]:
    if b"mr" in clean.lower or b"ms" in clean.lower or b"miss" in clean.lower:
        for match in _TITLE.finditer(clean.lower, *part):
            yield Span(*match.span(1))


def _pronouns(clean: CleanText, part: Span) -> Iterator[Span]:
    """The first of the pronouns that most often follow a mention of the worker, nobody else being named in between.

    A part that begins with a pronoun speaks of the worker.
    """
    votes: dict[Sex, list[Span]] = {"female": [], "male": []}
    is_worker = True
    for match in _PERSON.finditer(clean.lower, *part):
        if match.group(3) is None:
            is_worker = match.group(1) is not None
        elif is_worker:
            votes[_sex_of(match.group(3))].append(Span(*match.span(3)))
    if len(votes["female"]) != len(votes["male"]):
        yield max(votes.values(), key=len)[0]


def _jobs(clean: CleanText, ages: list[_Age], summary: Span | None, others: list[Span]) -> Iterator[Span]:
    """Runs of words that are the worker's job: beside the age, then as the case summary states it, then a rationale."""
    lower = clean.lower
    for age in ages:
        yield from _jobs_beside(lower, age)
    for part in [summary, *others] if summary else others:
        words = lower[slice(*part)]
        if any(literal in words for literal in _STATED_LITERALS):
            for match in _STATED.finditer(lower, *part):
                yield from _stated_job(lower, _ended(lower, Span(*match.span(match.lastindex or 0))))
        if part is summary:
            for match in _TITLED.finditer(lower, *part):
                for job in _known_job(lower, _ended(lower, Span(*match.span(1)))):
                    if not _speaks_of_another(clean, match.start(), part.start):
                        yield job


def _jobs_beside(lower: bytes, age: _Age) -> Iterator[Span]:
    after = lower[age.end : age.end + 90]
    match = _AFTER_AGE.search(after)
    if match is None:
        return
    end: int = match.end(1)
    yield from _known_job(lower, Span(age.end + match.start(1), age.end + end))
    # "71-year-old woman, a school cafeteria cook, who": the job stands in apposition.
    apposition = _AFTER_AGE.search(after[end:]) if after[end : end + 1] == b"," else None
    if apposition:
        yield from _known_job(lower, Span(age.end + end + apposition.start(1), age.end + end + apposition.end(1)))


def _ended(lower: bytes, run: Span) -> Span:
    match = _JOB_ENDS.search(lower, *run)
    end = match.start() if match else run.end
    return Span(run.start, run.start + len(lower[run.start : end].rstrip(b" -/&'").removesuffix(b" and")))


def _stated_job(lower: bytes, run: Span) -> Iterator[Span]:
    """A job that a trigger announces; its words need not be known, but "as a result" is no job."""
    if lower[slice(*run)].split(b" ")[0] not in (b"result", b"consequence", b"team", b"whole", b"and"):
        yield run


def _known_job(lower: bytes, run: Span) -> Iterator[Span]:
    """A run without the description before it, when it ends with a job title."""
    start = run.start
    while True:
        word, blank, _ = lower[start : run.end].partition(b" ")
        if word.strip(b",") not in _OCCUPATIONS.descriptions or not blank:
            break
        start += len(word) + 1
    words = lower[start : run.end]
    last = _LAST_WORD.search(words)
    if last and last.group(1) in _OCCUPATIONS.heads and words not in _OCCUPATIONS.not_jobs:
        yield Span(start, run.end)
