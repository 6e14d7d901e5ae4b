"""What shares a thing that is slow to make runs on one worker."""

from tests.spreading import TOGETHER, Spreading


def scope(nodeid):
    return Spreading._split_scope(None, nodeid)  # type: ignore[arg-type]


def test_tests_that_share_something_slow_stay_together():
    assert scope("tests/kill/test_kill.py::test_a") == scope("tests/kill/test_kill.py::test_b") == "tests/kill/"
    assert scope("tests/browser/test_looks.py::test_a[x@y]") == scope("tests/browser/test_story.py::test_b")


def test_all_others_are_handed_out_one_by_one():
    assert scope("tests/portal/test_bell.py::test_a") == "tests/portal/test_bell.py::test_a"


def test_every_place_is_there(pytestconfig):
    assert [place for place in TOGETHER if not (pytestconfig.rootpath / place).exists()] == []
