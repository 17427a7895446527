import pytest

from imr_llm.errors import EndpointError, UsageError
from tests.batch.provider_server import ProviderServer
from tests.batch.provider_trial import WRITTEN, Trial, answer, settings_for, write_letters

FEW = WRITTEN[:6]


@pytest.fixture
def server():
    with ProviderServer(answer) as server:
        yield server


@pytest.fixture
def letters(tmp_path):
    return write_letters(tmp_path / "letters", FEW)


@pytest.fixture
def trial(server, letters, tmp_path):
    return Trial(letters, tmp_path / "out", settings_for(server.base_url))


# What a route meets the first time, and how many files and batches there are of it.
FAULTS = [
    ("files.create", "500", 1, 1),
    ("files.create", "deaf", 2, 1),
    ("batches.create", "429:0.01", 1, 1),
    ("batches.create", "drop", 1, 1),
    ("batches.create", "deaf", 1, 1),
    ("batches.retrieve", "503", 1, 1),
    ("files.content", "cut", 1, 1),
    ("files.content", "drop", 1, 1),
]


@pytest.mark.parametrize(("route", "fault", "files", "batches"), FAULTS)
def test_a_provider_that_fails_for_a_while_is_asked_again(server, trial, route, fault, files, batches):
    server.faults[route] = [fault]
    trial.submit()
    trial.collect()
    assert sum(1 for file in server.files.values() if file.purpose == "batch") == files
    assert len(server.batches) == batches
    assert server.faults[route] == []
    assert set(server.paid.values()) == {1}
    assert trial.batches()[0].missing == 0


def test_a_batch_is_known_by_its_file_where_no_metadata_are_kept(server, trial):
    server.keeps_metadata = False
    server.faults["batches.create"] = ["deaf"]
    trial.submit()
    assert (len(server.batches), len(server.files)) == (1, 2)
    assert trial.finish().done == 6


@pytest.mark.parametrize("route", ["files.create", "batches.create"])
def test_a_provider_that_refuses_ends_the_run_and_loses_nothing(server, trial, route):
    server.faults[route] = ["401"]
    report = trial.submit()
    assert report.exit_code == EndpointError.exit_code
    assert "IMR_LLM_API_KEY" in report.ended
    assert trial.submit().ended == ""
    assert trial.finish().done == 6
    assert set(server.paid.values()) == {1}


def test_a_batch_that_turns_up_late_is_heard_too(server, trial):
    server.faults["batches.create"] = ["401"]
    trial.submit()
    lost = trial.batches()[0]
    trial.submit()
    # The provider has begun it after all, behind our back.
    server.create(lost.file, lost.key)
    trial.collect()
    assert [batch.state for batch in trial.batches()] == ["collected", "collected"]
    assert "it was submitted as batch_2" in "".join(trial.told)
    assert trial.finish().done == 6


def test_a_batch_that_is_gone_is_told_and_given_up_by_hand_alone(server, trial):
    trial.submit()
    gone = server.batches.pop("batch_1")
    trial.collect(resubmit=True, wait=True)
    assert "the provider knows no batch_1" in trial.told[-1]
    assert server.requests["batches.create"] == 1
    trial.collect(give_up=(1,), resubmit=True)
    assert server.requests["batches.create"] == 2
    server.batches["batch_1"] = gone
    assert trial.finish().done == 6


def test_a_batch_that_is_at_work_or_not_known_is_not_given_up(server, trial):
    server.ends = ["running"]
    trial.submit()
    for number, why in ((1, "at work"), (2, "no such batch")):
        report = trial.collect(give_up=(number,), resubmit=True)
        assert report.exit_code == UsageError.exit_code
        assert why in report.ended
    server.release()
    # What has come meanwhile is kept.
    trial.collect(give_up=(1,))
    assert trial.finish().done == 6
    assert set(server.paid.values()) == {1}


def test_a_provider_that_refuses_a_batch_is_not_asked_for_ever(server, trial):
    server.ends = ["failed:token_limit_exceeded"] * 3
    trial.submit()
    for times in (1, 2, 3):
        report = trial.finish()
        assert report.exit_code == EndpointError.exit_code
        assert f"refused batch {times} (token_limit_exceeded)" in report.ended
        trial.submit()
    assert server.requests["batches.create"] == 4
    assert trial.finish().done == 6


def test_a_file_of_answers_that_is_not_found_is_not_paid_for_again_unasked(server, trial):
    trial.submit()
    file = server.files.pop("file-2")
    trial.collect(resubmit=True, wait=True)
    assert "does not find file-2" in trial.told[-1]
    assert trial.standing().at_provider == 6
    server.files["file-2"] = file
    trial.collect()
    assert trial.batches()[0].missing == 0
    assert set(server.paid.values()) == {1}


def test_a_file_of_answers_that_is_gone_for_good_is_given_up_by_hand(server, trial):
    trial.submit()
    del server.files["file-2"]
    trial.collect(give_up=(1,))
    assert trial.batches()[0].missing == 6
    assert trial.finish().done == 6
