"""What can go wrong, each kind with a handler of its own. Letter text never stands in a message."""

from enum import StrEnum


class LetterFault(StrEnum):
    """Why an input is not a readable IMR letter; the code is stable for programs."""

    EMPTY = "empty"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    PICTURE = "picture"
    PASSWORD = "password"
    NO_TEXT_LAYER = "no_text_layer"
    OCR_MISSING = "ocr_missing"
    UNREADABLE_SCAN = "unreadable_scan"
    DAMAGED = "damaged"
    TOO_COSTLY = "too_costly"
    NOT_A_LETTER = "not_a_letter"
    UNKNOWN_FORM = "unknown_form"
    SEVERAL_LETTERS = "several_letters"
    UTILIZATION_REVIEW = "utilization_review"
    DELAY_LETTER = "delay_letter"
    ASSIGNMENT_NOTICE = "assignment_notice"
    TERMINATION_NOTICE = "termination_notice"
    INELIGIBLE_APPLICATION = "ineligible_application"
    BILL_REVIEW = "bill_review"
    COVER_PAGE = "cover_page"
    HEALTH_PLAN_REVIEW = "health_plan_review"
    MEDICAL_LEGAL_REPORT = "medical_legal_report"
    APPEALS_BOARD_ORDER = "appeals_board_order"


class ImrError(Exception):
    """Root of every error of this package. `exit_code` is what the command line ends with."""

    exit_code = 1


class UsageError(ImrError):
    """The call or the settings are off; the message says which word or variable."""

    exit_code = 2


class UnreadableLetterError(ImrError):
    """The input is not an IMR letter that can be read.

    `source` is the file's name (or `<stdin>`), `fault` the stable code; the message says what, where and what to do.
    """

    exit_code = 3

    def __init__(self, source: str, fault: LetterFault, advice: str) -> None:
        super().__init__(f"{source}: {advice}")
        self.source = source
        self.fault = fault
        self.advice = advice


class EndpointError(ImrError):
    """The configured LLM endpoint did not give a usable answer."""

    exit_code = 4


class GateError(ImrError):
    """An eval ended below its gate."""

    exit_code = 100
