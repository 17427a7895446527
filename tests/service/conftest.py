"""One running service for all tests that need nothing special of it: to start one costs more than most of them."""

from collections.abc import Iterator

import pytest

from tests.service.running import Running, running


@pytest.fixture(scope="session")
def shared_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("service"), workers=1, idle_seconds=5) as service:
        yield service
        assert not service.events("fault")
        # Neither a picture nor what was read in it is left on the disk.
        assert [path.name for path in service.folder.rglob("*") if path.is_file()] == ["log"]
        assert "0900001" not in service.log
