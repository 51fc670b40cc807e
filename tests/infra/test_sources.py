from pathlib import Path, PurePosixPath

from infra.sources import FunctionSource, functions_in


def test_a_folder_with_a_handler_is_a_function(tmp_path: Path) -> None:
    for name in ("seo", "analyst", "not_yet"):
        (tmp_path / "functions/agents" / name).mkdir(parents=True)
    for name in ("seo", "analyst"):
        (tmp_path / "functions/agents" / name / "handler.py").touch()
    assert [source.name for source in functions_in(tmp_path, "functions/agents")] == ["analyst", "seo"]


def test_there_are_none_in_a_folder_that_is_missing(tmp_path: Path) -> None:
    assert functions_in(tmp_path, "functions/agents") == []


def test_names_follow_from_the_folder(tmp_path: Path) -> None:
    source = FunctionSource(tmp_path, PurePosixPath("functions/agents/content_writer"))
    assert source.name == "content_writer"
    assert source.title == "ContentWriter"
    assert source.handler == "functions.agents.content_writer.handler.handler"
