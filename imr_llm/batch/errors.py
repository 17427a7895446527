"""What ends a batch run before its end. Every one of them leaves a ledger from which the same command goes on."""

from imr_llm.errors import EndpointError, ImrError, UsageError

RESUME = "the same command goes on from here"


class InUseError(UsageError):
    """Another process writes to this OUTPUT."""


class InputError(ImrError):
    """INPUT cannot be gone through to its end: a disk or a share is gone."""


class OutputError(ImrError):
    """OUTPUT cannot be written: the disk is full, the folder is gone, the ledger is damaged."""


class EndpointDownError(EndpointError):
    """The endpoint did not answer for longer than the run has patience, or answers nobody."""


class CapReachedError(ImrError):
    """The tokens or the money that the run may cost are spent."""

    exit_code = 5


class StoppedError(ImrError):
    """Somebody asked the run to stop."""

    exit_code = 130


class ClusterError(ImrError):
    """The Ray cluster cannot be started or reached, or has lost the workers."""
