import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given

from footlib.errors import ExportError, RecordingError, SourceError
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.tables import from_xarray, to_xarray
from tests.footlib.test_recording import ramp, recordings, same


@given(recordings())
def test_a_recording_comes_back_exactly(recording: Recording) -> None:
    assert same(from_xarray(to_xarray(recording)), recording)


def test_a_data_set_has_places_units_and_no_person() -> None:
    dataset = to_xarray(ramp(50))

    assert dict(dataset.sizes) == {"time": 50, "sensor": 6}
    assert dataset["counts"].sel(sensor="R1", time=2.0).item() == 24
    assert dataset["counts"].groupby("foot").sum().sel(foot="left", time=0.0).item() == 3
    assert dataset["region"].to_numpy().tolist() == ["front", "middle", "back"] * 2
    assert all(dataset[name].attrs["units"] for name in ("time", "counts", "trace_id"))
    assert set(dataset.variables) == {"time", "sensor", "foot", "region", "counts", "anomaly", "trace_id", "label"}


def test_order_of_sensors_and_dimensions_does_not_matter() -> None:
    dataset = to_xarray(ramp(50)).isel(sensor=[5, 2, 0, 1, 4, 3]).transpose("sensor", "time")

    assert same(from_xarray(dataset), ramp(50))


def test_flags_and_traces_may_be_absent() -> None:
    assert same(from_xarray(to_xarray(ramp(9)).drop_vars(["anomaly", "trace_id", "foot"])), ramp(9))


def test_what_is_no_recording_is_refused() -> None:
    dataset = to_xarray(ramp(5))

    with pytest.raises(SourceError, match="has no counts"):
        from_xarray(dataset.drop_vars("counts"))
    with pytest.raises(SourceError, match=f"has no sensor R1; it needs {', '.join(NAMES)}"):
        from_xarray(dataset.drop_sel(sensor="R1"))
    with pytest.raises(RecordingError, match=r"allowed is 0\.\.1023"):
        from_xarray(dataset.assign(counts=dataset["counts"] + np.int16(2000)))


def test_without_xarray_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(ExportError, match=r"pip install 'footwatch\[xarray\]'"):
        to_xarray(ramp(5))


def test_xarray_is_loaded_when_it_is_used() -> None:
    script = "import sys, footlib.tables; print('xarray' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
