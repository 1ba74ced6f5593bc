import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import serve


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "index.html").write_text("front page", "utf8")
    (tmp_path / "404.html").write_text("not here, 找不到", "utf8")
    with serve.open_server(tmp_path, 0) as server:
        assert server.server_address[0] == "127.0.0.1"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_server_shows_the_site_and_its_own_page_for_what_is_not_there(address: str) -> None:
    with urllib.request.urlopen(f"{address}/") as page:
        assert page.read() == b"front page"
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(f"{address}/no/such/page.html")
    with error.value as page:
        assert page.code == 404
        assert page.read().decode() == "not here, 找不到"


def test_server_says_what_to_do_without_a_site_or_with_a_taken_port(
    tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve.main(tmp_path / "none", 8000) == 2
    assert "make report builds it" in capsys.readouterr().err
    assert serve.main(tmp_path, int(address.rpartition(":")[2])) == 2
    assert "make serve PORT=" in capsys.readouterr().err
