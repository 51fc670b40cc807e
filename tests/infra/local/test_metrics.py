"""What functions tell is read whatever else is in the line."""

import json

from infra.local.metrics import Datum, metric_lines, told

TOLD = {
    "_aws": {"CloudWatchMetrics": [{"Namespace": "N", "Dimensions": [["service"]], "Metrics": [{"Name": "Misses"}]}]},
    "service": "models",
    "Misses": [1.0, 2.0],
}
LINE = json.dumps(TOLD, separators=(",", ":"))


def test_two_processes_meet_in_a_line() -> None:
    assert list(metric_lines([f'{{"level":"INFO"}}{LINE}{LINE}{{"message":"Ended"}}', "", "text"])) == [TOLD, TOLD]


def test_each_value_is_a_datum() -> None:
    of = frozenset({("service", "models")})
    assert list(told([LINE])) == [Datum("N", "Misses", of, 1.0), Datum("N", "Misses", of, 2.0)]
