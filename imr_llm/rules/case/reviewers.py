"""The reviewer: certifications, subspecialty and states of licensure."""

from imr_llm.letter.model import SectionedLetter
from imr_llm.record.facts import Reviewer
from imr_llm.rules.text.proofs import Proofs
from imr_llm.text.patterns import Pattern, linear
from imr_llm.text.spans import Span

# As a list (2016), and inside the paragraph (2014): "is Board Certified in X, has a subspecialty in Y and is licensed
# to practice in Z."
_STATES = linear(rb"state\(s\) of licensure ?: ?([^\n]+?)(?: ?certification\(s\)/specialty|\n|$)")
_SPECIALTIES = linear(rb"certification\(s\)/specialty ?: ?([^\n]+)")
_CERTIFIED = linear(
    rb"board[ -]certified in ([^.;\n]+?)(?:,? (?:and )?(?:has|with|holds) an? (?:subspecialt\w+|added|fellowship"
    rb"|[a-z ]*licen)"
    rb"|,? and (?:is )?licensed|,? and (?:has|holds) |, (?:is )?licensed|;|\.)|board certifications?(?: ?\(s\))? ?: ?("
    rb"[^.;\n]+)"
)
_SUBSPECIALTY = linear(
    rb"subspecialt(?:y|ies)(?: certificate)? in ([^.;\n]+?)(?:,? and (?:is )?licensed|,? and (?:has|holds) "
    rb"|, (?:is )?licensed|;"
    rb"|\.)|subspecialt(?:y|ies) ?: ?([^.;\n]+)"
)
_LICENSED = linear(
    rb"licensed (?:to practice )?(?:medicine )?in (?:the states? of )?([^.;\n]+?)[.;]"
    rb"|licenses? (?:to practice )?(?:medicine )?in (?:the states? of )?([^.;\n]+?)[.;]"
)
_SEPARATOR = linear(rb" ?, ?| and ")
_COMMA = linear(rb" ?, ?")


def read_reviewer(letter: SectionedLetter, proofs: Proofs) -> Reviewer:
    """What the letter says of the reviewer, each entry as written."""
    made = letter.sections.determination or Span(0, len(letter.clean.text))

    def entries(field: str, separator: Pattern, *patterns: Pattern) -> tuple[str, ...]:
        for pattern in patterns:
            match = pattern.search(letter.clean.lower, *made)
            if match:
                named = Span(*match.span(match.lastindex))
                return _listed(letter, proofs, f"/reviewer/{field}", named, separator)
        return ()

    return Reviewer(
        board_certifications=entries("board_certifications", _COMMA, _SPECIALTIES, _CERTIFIED),
        subspecialties=entries("subspecialties", _COMMA, _SUBSPECIALTY),
        licensed_in=entries("licensed_in", _SEPARATOR, _STATES, _LICENSED),
    )


def _listed(letter: SectionedLetter, proofs: Proofs, pointer: str, span: Span, separator: Pattern) -> tuple[str, ...]:
    """The entries of a list with commas; "Public Health & General Preventive Medicine" is one."""
    starts, ends = [span.start], []
    for match in separator.finditer(letter.clean.lower, *span):
        ends.append(match.start())
        starts.append(match.end())
    found: list[str] = []
    for start, end in zip(starts, [*ends, span.end], strict=True):
        entry = letter.clean.text[start:end].strip(" .")
        if entry and entry not in found:
            at = start + letter.clean.text[start:end].index(entry)
            proofs.add(f"{pointer}/{len(found)}", Span(at, at + len(entry)))
            found.append(entry)
    return tuple(found)
