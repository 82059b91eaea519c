"""Programs that fail, print, leave or never end; and what is left of them afterwards."""

import contextvars
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openline_stacks.engine import ProgramError, ResourceError, preview, up
from openline_stacks.states import SourcePosition, States

Write = Callable[..., Path]
Preview = Callable[..., States]

ASIDE: contextvars.ContextVar[str] = contextvars.ContextVar("ASIDE", default="outside")


def failing(
    write: Write, text: str, *, timeout_s: float | None = None, **files: str
) -> ProgramError:
    with pytest.raises(ProgramError) as caught:
        preview(write(text, **files), timeout_s=timeout_s)
    return caught.value


def test_a_program_that_raises_is_told_by_the_users_own_line(write: Write) -> None:
    error = failing(
        write,
        """
        import json
        from helper import parse
        parse("{")
        """,
        helper__py="import json\n\ndef parse(text):\n    return json.loads(text)\n",
    )
    assert str(error).startswith("helper.py:4: JSONDecodeError: Expecting property name")
    assert error.source == SourcePosition("helper.py", 4)
    assert isinstance(error.__cause__, ValueError)


def test_a_failure_inside_apply_is_told_by_its_line(write: Write) -> None:
    error = failing(
        write,
        """
        from things import Thing
        def half(size):
            return size / 0
        Thing("b", size=Thing("a", size=1).size.apply(half))
        """,
    )
    assert str(error).endswith("ZeroDivisionError: float division by zero")
    assert error.source == SourcePosition("__main__.py", 4)


def test_an_input_that_cannot_be_sent_is_told_with_its_resource(write: Write) -> None:
    error = failing(
        write,
        """
        from things import Thing
        Thing("a", size=object())
        """,
    )
    assert str(error).startswith("__main__.py:3: tiny:index:Thing a: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import nowhere_at_all\n", "__main__.py:1: ModuleNotFoundError: No module named"),
        ("x = (\n", "__main__.py:1: SyntaxError: '(' was never closed"),
        ("\nraise ValueError\n", "__main__.py:2: ValueError: no message"),
        ("raise Exception('so it is')\n", "__main__.py:1: so it is"),
        ("import sys\nsys.exit(3)\n", "__main__.py:2: the program left by sys.exit(3)"),
        ("import sys\nsys.exit()\n", "__main__.py:2: the program left by sys.exit()"),
        ("import asyncio\nraise asyncio.CancelledError\n", "__main__.py:2: CancelledError"),
    ],
)
def test_every_way_to_fail_has_a_line(write: Write, text: str, said: str) -> None:
    assert str(failing(write, text)).startswith(said)


def test_a_program_may_speak_for_itself(write: Write) -> None:
    """As under the genuine CLI, which shows the message of a `RunError` and nothing else."""
    error = failing(write, 'import pulumi\nraise pulumi.RunError("a.yaml:3: x: is wrong")\n')
    assert str(error) == "a.yaml:3: x: is wrong"


def test_leaving_from_inside_apply_is_told_too(write: Write) -> None:
    error = failing(
        write,
        """
        import sys
        from things import Thing
        Thing("a", size=1).size.apply(lambda size: sys.exit(4))
        """,
    )
    assert str(error) == "__main__.py:4: the program left by sys.exit(4); let it run to its end"


def test_a_name_that_pulumi_aws_has_not_is_told_by_the_users_line(write: Write) -> None:
    error = failing(write, "import pulumi_aws as aws\n\naws.sqs.Kueue('a')\n")
    told = "AttributeError: module 'pulumi_aws.sqs' has no attribute 'Kueue'"
    assert str(error) == f"__main__.py:3: {told}"


@pytest.mark.parametrize(
    "text",
    [
        "while True:\n    pass\n",
        "while True:\n    try:\n        while True: pass\n    except Exception:\n        pass\n",
        "import asyncio, pulumi\npulumi.Output.from_input(asyncio.Future()).apply(print)\n",
    ],
)
def test_a_program_that_never_ends_is_stopped(write: Write, text: str) -> None:
    error = failing(write, text, timeout_s=0.2)
    assert str(error).endswith("still running after 0.2 s; stopped")


def test_a_program_that_ends_as_its_time_does_leaves_no_limit_behind(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, genuine = signal.getsignal(signal.SIGALRM), signal.setitimer

    def at_the_last_moment(which: int, seconds: float, again_s: float = 0.0) -> None:
        genuine(which, seconds, again_s)
        if not seconds:
            os.kill(os.getpid(), signal.SIGALRM)

    monkeypatch.setattr(signal, "setitimer", at_the_last_moment)
    preview(write(""), timeout_s=600.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_the_first_ctrl_c_stops_a_program_that_gives_no_turn_to_anybody(write: Write) -> None:
    place = write("""
        import os, signal
        os.kill(os.getpid(), signal.SIGINT)
        open("after", "w").close()
    """)
    with pytest.raises(KeyboardInterrupt):
        preview(place)
    assert not (place / "after").exists()


def test_a_time_limit_is_refused_outside_the_main_thread(write: Write) -> None:
    place, errors = write(""), []

    def attempt() -> None:
        try:
            preview(place, timeout_s=1.0)
        except ValueError as error:
            errors.append(str(error))

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    assert errors == ["a time limit needs the main thread: it is kept by a signal"]


def test_a_run_works_in_another_thread(write: Write) -> None:
    place, found = write('from things import Thing\nThing("a")\n'), []
    thread = threading.Thread(target=lambda: found.append(preview(place)))
    thread.start()
    thread.join()
    assert found == [preview(place)]


def test_a_failure_of_the_program_is_told_with_the_refused_resources(
    write: Write, cloud: Any
) -> None:
    with pytest.raises(ProgramError) as caught:
        up(
            write("""
            import pulumi
            from things import Thing
            Thing("bad-1")
            Thing("a", size=1).size.apply(lambda size: size / 0)
            """),
            cloud,
        )
    assert "ZeroDivisionError" in str(caught.value)
    assert [failure.name for failure in caught.value.failures] == ["bad-1"]
    assert str(caught.value).splitlines()[1].endswith("tiny:index:Thing bad-1: the cloud said no")


def test_nothing_the_program_prints_reaches_our_standard_output(
    write: Write, capfd: pytest.CaptureFixture[str]
) -> None:
    preview(
        write("""
        import subprocess, sys
        print("printed")
        sys.__stdout__.write("written\\n")
        subprocess.run(["echo", "echoed"], check=True)
        """)
    )
    print("ours")
    sys.stdout.flush()
    out, err = capfd.readouterr()
    assert out == "ours\n"
    assert all(word in err for word in ("printed", "written", "echoed"))


def test_log_messages_of_the_program_go_to_the_log(
    write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "openline_stacks.engine.program")
    preview(
        write("""
        import pulumi
        from things import Thing
        pulumi.log.info("at ease")
        pulumi.log.warn("look here", Thing("a"))
        """)
    )
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("INFO", "at ease"),
        ("WARNING", "a: look here"),
    ]


@pytest.mark.parametrize("text", ["", "raise ValueError\n", "import sys\nsys.exit()\n"])
def test_everything_is_put_back(write: Write, text: str) -> None:
    place = write("import sys, os\nsys.path.append('/x')\nimport helper\n" + text, helper__py="")

    def surroundings() -> tuple[object, ...]:
        main = sys.modules["__main__"]
        return list(sys.path), Path.cwd(), sys.argv, main, gc.isenabled(), sys.stdout

    before, threads = surroundings(), set(threading.enumerate())
    if text:
        failing(write, (place / "__main__.py").read_text())
    else:
        preview(place)
    assert surroundings() == before
    assert set(threading.enumerate()) <= threads  # one of an earlier test's may end at any time
    assert "helper" not in sys.modules
    assert "things" not in sys.modules


def test_the_program_runs_in_its_own_folder_as_main(write: Write) -> None:
    place = write("""
        import os, sys, pulumi
        pulumi.export("cwd", os.getcwd())
        pulumi.export("argv", sys.argv)
        pulumi.export("main", sys.modules["__main__"].__file__ == __file__ == sys.argv[0])
        pulumi.export("name", __name__)
    """)
    outputs = preview(place).stack_outputs
    assert outputs["cwd"] == str(place)
    assert outputs["argv"] == [str(place / "__main__.py")]
    assert (outputs["main"], outputs["name"]) == (True, "__main__")


def test_two_runs_do_not_see_each_other(write: Write) -> None:
    text = """
        import pulumi, helper
        from things import Thing
        helper.seen.append(helper.name)
        Thing("same", seen=helper.seen, mode=pulumi.Config().get("mode"))
    """
    one = write(text, folder="one", helper__py='name = "one"\nseen = []\n')
    two = write(text, folder="two", helper__py='name = "two"\nseen = []\n')
    inputs = [
        preview(place, config=config).of_type("tiny:index:Thing")[0].inputs
        for place, config in ((one, {"mode": "x"}), (two, None), (one, None))
    ]
    assert inputs == [{"mode": "x", "seen": ["one"]}, {"seen": ["two"]}, {"seen": ["one"]}]


def test_a_module_of_the_host_does_not_stand_in_for_the_programs(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "helper", threading)
    place = write("import helper, pulumi\npulumi.export('x', helper.x)\n", helper__py="x = 1\n")
    assert preview(place).stack_outputs == {"x": 1}
    assert sys.modules["helper"] is threading


def test_the_program_sees_the_callers_context_and_cannot_change_it(write: Write) -> None:
    place = write(
        f"""
        import pulumi, sys
        ASIDE = sys.modules[{__name__!r}].ASIDE
        pulumi.export("aside", ASIDE.get())
        ASIDE.set("changed")
        """
    )
    sys.modules.setdefault(__name__, sys.modules.get(__name__) or threading)
    token = ASIDE.set("overridden")
    try:
        assert preview(place).stack_outputs == {"aside": "overridden"}
        assert ASIDE.get() == "overridden"
    finally:
        ASIDE.reset(token)


def test_a_run_after_a_failed_one_is_as_the_first(write: Write, cloud: Any) -> None:
    good = write('from things import Thing\nThing("a")\n', folder="good")
    bad = write('from things import Thing\nThing("bad-a")\n', folder="bad")
    first = preview(good)
    with pytest.raises(ResourceError):
        up(bad, cloud)
    failing(write, "raise ValueError\n", folder="worse")
    assert preview(good) == first


def test_forking_after_a_run_is_safe(write: Write) -> None:
    place = write('from things import Thing\nThing("a")\n')
    here = preview(place)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if preview(place) == here else 1
        finally:  # or it would go on with the other tests
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_run_inside_an_event_loop_is_refused(write: Write) -> None:
    import asyncio

    async def attempt() -> None:
        preview(write(""))

    with pytest.raises(RuntimeError, match="call them outside of one"):
        asyncio.run(attempt())
