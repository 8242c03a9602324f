"""What is shown of the values of libraries, by those libraries: each test runs where its own is installed."""

import base64
import importlib.util
import json
import os
import unittest

from support.case import AgentCase
from test_results import TABLE, TREE, Keeping


def needs(*names):
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, "without %s" % ", ".join(missing))


class Shown(AgentCase):
    def result(self, source, **options):
        run = self.run_source(source, **options)
        self.assertSucceeded(run)
        self.assertEqual(run.stderr, b"")
        return run.event("result")

    def table(self, source, **options):
        return json.loads(self.result(source, **options)["previews"][TABLE])


@needs("numpy")
class Arrays(Shown):
    def test_one_dimension_is_a_column(self):
        made = self.table("import numpy as np\ndef f(): return np.array([0.1, np.nan, 2], 'float32')\n")
        self.assertEqual((made["shape"], made["rowCount"], made["bytes"], made["index"]), ([3], 3, 12, []))
        self.assertEqual(made["rows"], [[0.1], ["nan"], [2.0]])
        self.assertEqual(
            made["columns"],
            [{"name": "", "dtype": "float32", "missing": 1, "min": "0.1", "max": "2.0", "mean": "1.05"}],
        )

    def test_two_dimensions_are_a_table_of_bounded_size_whose_summary_knows_all_rows(self):
        source = "import numpy as np\ndef f(): return np.arange(3000000).reshape(10000, 300)\n"
        previews = self.result(source)["previews"]
        self.assertLess(len(previews[TABLE]), 600_000)
        made = json.loads(previews[TABLE])
        self.assertEqual((made["shape"], made["columnCount"], len(made["columns"])), ([10000, 300], 300, 100))
        self.assertLessEqual(len(made["rows"]), 500)
        self.assertEqual((made["columns"][1]["min"], made["columns"][1]["max"]), ("1", "2999701"))
        self.assertNotIn("missing", made["columns"][1])

    def test_more_dimensions_are_a_summary(self):
        made = self.table("import numpy as np\ndef f(): return np.ones((3, 4, 5))\n")
        self.assertEqual((made["shape"], made["rows"], made["rowCount"]), ([3, 4, 5], [], 3))
        self.assertEqual(made["columns"][0]["mean"], "1")

    def test_fields_of_a_structured_array_are_columns_and_dates_and_large_numbers_are_text(self):
        made = self.table(
            "import numpy as np\ndef f(): return np.array([(2**60, 'a', '2026-01-02'), (1, 'b', 'NaT')],"
            " [('n', 'i8'), ('s', 'U1'), ('d', 'M8[D]')])\n"
        )
        self.assertEqual([column["name"] for column in made["columns"]], ["n", "s", "d"])
        self.assertEqual(made["rows"], [[str(2**60), "a", "2026-01-02"], [1, "b", None]])
        self.assertEqual((made["columns"][2]["missing"], made["columns"][2]["max"]), (1, "2026-01-02"))

    def test_times_are_written_as_exactly_as_they_are_in_all_rows(self):
        source = "import numpy as np\ndef f(*texts, unit='ns'): return np.array(texts, 'M8[%s]' % unit)\n"
        for unit in ("D", "h", "us"):
            made = self.table(source, args="'2026-01-02', unit='%s'" % unit)
            self.assertEqual((made["rows"], made["columns"][0]["min"]), ([["2026-01-02"]], "2026-01-02"), unit)
        for texts, shown in (
            ("'2026-01-02', 'NaT', '2026-01-03'", ["2026-01-02", None, "2026-01-03"]),
            ("'2026-01-02', '2026-01-02T03:04'", ["2026-01-02 00:00:00", "2026-01-02 03:04:00"]),
            (
                "'2026-01-02', '2026-01-02T00:00:00.5'",
                ["2026-01-02 00:00:00" + rest for rest in (".000000000", ".500000000")],
            ),
        ):
            self.assertEqual([row[0] for row in self.table(source, args=texts)["rows"]], shown)

    def test_what_a_tree_holds_of_it_is_its_shape(self):
        source = "import numpy as np\ndef f(): return {'w': np.ones((1000, 1000)), 'x': np.float64(1.5)}\n"
        tree = json.loads(self.result(source)["previews"][TREE])
        self.assertEqual(tree["children"][0]["text"], "1000 x 1000, float64")

    def test_a_masked_an_empty_and_an_array_of_anything_are_shown_too(self):
        source = "import numpy as np\ndef f(n): return [np.ma.array([1, 2], mask=[0, 1]), np.zeros((0, 3)),"
        source += " np.array([1, None, [2]], dtype=object), np.array([1j]), np.zeros(3, 'V4')][n]\n"
        masked = self.table(source, args="0")
        self.assertEqual((masked["rows"], masked["columns"][0]["absent"]), ([[1], [None]], "--"))
        self.assertEqual(self.table(source, args="1")["rows"], [])
        self.assertEqual(self.table(source, args="2")["rows"], [[1], [None], ["[2]"]])
        self.assertEqual(self.table(source, args="3")["rows"], [["1j"]])
        self.assertEqual(self.table(source, args="4")["rowCount"], 3)

    def test_what_it_ran_with_is_told_by_name_and_version(self):
        run = self.run_source("import numpy\ndef f(): return numpy.__version__\n")
        self.assertEqual(run.event("about")["distributions"]["numpy"], run.event("result")["json"])

    def test_local_arrays_of_a_failure_are_told_by_their_shape(self):
        source = "import numpy as np\ndef f():\n    big = np.zeros((5000, 50))\n    return big @ big\n"
        told = {local["name"]: local["text"] for local in self.failure(source)["traceback"][0]["locals"]}
        self.assertEqual(told, {"big": "5000 x 50, float64"})


@needs("pandas")
class Frames(Shown):
    SOURCE = """
import numpy as np, pandas as pd
def frame():
    return pd.DataFrame({
        'x': [0.5, np.nan, 2.0],
        'when': pd.to_datetime(['2026-01-01', None, '2026-01-03']),
        'kind': pd.Categorical(['u', 'v', 'u']),
        'n': pd.array([1, None, 3], dtype='Int64'),
        'text': ['a', None, 'c'],
        'zone': pd.date_range('2026', periods=3, tz='UTC'),
    })
"""

    def test_a_data_frame_is_a_table_and_what_pandas_makes_of_it(self):
        previews = self.result(self.SOURCE, entry="m.py:frame")["previews"]
        self.assertIn("<table", previews["text/html"])
        made = json.loads(previews[TABLE])
        self.assertEqual((made["shape"], made["index"], made["rowCount"]), ([3, 6], [""], 3))
        columns = {column.pop("name"): column for column in made["columns"]}
        self.assertEqual(columns["x"], {"dtype": "float64", "missing": 1, "min": "0.5", "max": "2.0", "mean": "1.25"})
        self.assertEqual((columns["when"]["min"], columns["when"]["max"]), ("2026-01-01", "2026-01-03"))
        self.assertEqual((columns["n"]["mean"], columns["n"]["missing"], columns["n"]["absent"]), ("2", 1, "<NA>"))
        self.assertEqual((columns["text"]["max"], columns["text"]["missing"]), ("c", 1))
        self.assertEqual(made["rows"][0][:6], [0, 0.5, "2026-01-01 00:00:00", "u", 1, "a"])
        self.assertEqual(made["rows"][1][:6], [1, "nan", None, "v", None, None])

    def test_spans_of_time_are_summed_up_as_they_are_written_and_a_column_of_nothing_has_no_least(self):
        made = self.table(
            "import pandas as pd\ndef f():\n    spans = pd.to_timedelta(['1h', None, '3 days'])\n"
            "    return pd.DataFrame({'for': spans, 'no': None})\n"
        )
        self.assertEqual((made["columns"][0]["min"], made["columns"][0]["max"]), ("0 days 01:00:00", "3 days 00:00:00"))
        self.assertEqual(made["columns"][1], {"name": "no", "dtype": "object", "missing": 3})

    def test_a_series_and_levels_of_an_index_bear_their_names(self):
        made = self.table(self.SOURCE + "def f(): return frame()['x']\n")
        self.assertEqual((made["shape"], made["columns"][0]["name"], made["rows"][0]), ([3], "x", [0, 0.5]))
        made = self.table(self.SOURCE + "def f(): return frame().set_index(['kind', 'text'])\n")
        self.assertEqual((made["index"], made["rows"][0][:3]), (["kind", "text"], ["u", "a", 0.5]))

    def test_one_of_very_many_rows_and_columns_is_shown_in_bounded_time_and_size(self):
        source = "import numpy as np, pandas as pd\ndef f():\n"
        source += "    return pd.DataFrame(np.arange(4000000.0).reshape(20000, 200)).assign(text='x' * 300)\n"
        made = self.table(source)
        self.assertEqual((made["shape"], made["columnCount"], len(made["columns"])), ([20000, 201], 201, 100))
        self.assertGreater(len(made["rows"]), 10)

    def test_columns_of_the_same_name_of_several_levels_and_none_at_all_harm_nothing(self):
        source = "import pandas as pd\ndef f(n): return [pd.DataFrame([[1, 2]], columns=['a', 'a']),"
        source += " pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([('a', 'b')])), pd.DataFrame()][n]\n"
        self.assertEqual(self.table(source, args="0")["rows"], [[0, 1, 2]])
        self.assertEqual(self.table(source, args="1")["columns"][0]["name"], "a, b")
        self.assertEqual(self.table(source, args="2")["shape"], [0, 0])


@needs("polars")
class PolarsFrames(Shown):
    def test_a_data_frame_and_a_series_are_tables(self):
        source = "import polars as pl\ndef frame():\n"
        source += "    return pl.DataFrame({'n': [1, None, 3], 's': ['a', 'b', None], 'l': [[1], [], None]})\n"
        made = self.table(source, entry="m.py:frame")
        self.assertEqual((made["shape"], made["index"], made["rowCount"]), ([3, 3], [], 3))
        self.assertEqual(
            made["columns"][0],
            {"name": "n", "dtype": "Int64", "missing": 1, "min": "1", "max": "3", "mean": "2", "absent": "null"},
        )
        self.assertEqual(made["rows"], [[1, "a", "[1]"], [None, "b", "[]"], [3, None, None]])
        made = self.table(source + "def f(): return frame()['n']\n")
        self.assertEqual((made["shape"], made["rows"]), ([3], [[1], [None], [3]]))

    def test_a_lazy_frame_is_told_and_not_collected(self):
        source = """
import polars as pl
def boom(frame): raise RuntimeError('collected')
def f(): return pl.LazyFrame({'a': [1]}).map_batches(boom, schema={'a': pl.Int64})
"""
        previews = self.result(source)["previews"]
        self.assertIn("LazyFrame, not collected", previews["text/plain"])
        self.assertNotIn(TABLE, previews)


@needs("torch", "numpy")
class Tensors(Shown):
    def tensor(self, text):
        return self.table("import torch\ndef f(): return %s\n" % text)

    def test_a_tensor_is_a_table_with_the_types_of_its_library(self):
        made = self.tensor("torch.arange(6.0, requires_grad=True).reshape(2, 3)")
        self.assertEqual((made["shape"], made["bytes"]), ([2, 3], 24))
        self.assertEqual(made["rows"], [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
        last = {"name": "2", "dtype": "torch.float32", "missing": 0, "min": "2.0", "max": "5.0", "mean": "3.5"}
        self.assertEqual(made["columns"][2], last)

    def test_more_dimensions_are_a_summary(self):
        made = self.tensor("torch.ones(3, 4, 5, dtype=torch.int64)")
        self.assertEqual((made["shape"], made["rows"], made["columns"][0]["mean"]), ([3, 4, 5], [], "1"))

    def test_numbers_that_numpy_lacks_are_shown_with_their_own_type_and_size(self):
        for kind in ("bfloat16", "float8_e4m3fn"):
            made = self.tensor("torch.tensor([1.0, 2.5]).to(torch.%s)" % kind)
            self.assertEqual((made["rows"], made["columns"][0]["max"]), ([[1.0], [2.5]], "2.5"))
            self.assertEqual(made["columns"][0]["dtype"], "torch." + kind)
        self.assertEqual(made["bytes"], 2)

    def test_what_is_still_to_be_conjugated_is_shown_as_it_counts(self):
        self.assertEqual(self.tensor("torch.tensor([1 + 2j]).conj()")["rows"], [["(1-2j)"]])
        self.assertEqual(self.tensor("torch.tensor([1 + 2j]).conj().imag")["rows"], [[-2.0]])

    def test_a_large_one_is_looked_at_where_it_is_and_copied_by_nobody(self):
        size = 20 * 1024 * 1024
        made = self.tensor("torch.ones(%d)" % size)
        self.assertEqual((made["columns"][0]["mean"], made["bytes"]), ("1", 4 * size))
        source = "import torch\ndef f(): return torch.ones(%d, dtype=torch.bfloat16)\n" % (2 * size)
        self.assertNotIn(TABLE, self.result(source)["previews"])

    def test_one_without_rows_of_numbers_is_its_text(self):
        for text in ("torch.tensor(3.5)", "torch.eye(3).to_sparse()", "torch.ones(3, device='meta')"):
            previews = self.result("import torch\ndef f(): return %s\n" % text)["previews"]
            self.assertTrue(previews["text/plain"].startswith("tensor("))
            self.assertNotIn(TABLE, previews)

    def test_the_state_of_a_model_is_a_tree(self):
        source = "import torch\ndef f(): return torch.nn.Linear(3, 2).state_dict()\n"
        weight = json.loads(self.result(source)["previews"][TREE])["children"][0]
        self.assertEqual(weight, {"label": "'weight'", "type": "torch.Tensor", "text": "2 x 3, torch.float32"})


@needs("matplotlib")
class Figures(Shown):
    PLOT = "import matplotlib.pyplot as plt\n"

    def displays(self, run):
        return [event for event in run.events if event["type"] == "display"]

    def run_plot(self, body, head=""):
        run = self.run_source(head + self.PLOT + "def f():\n" + "".join("    %s\n" % line for line in body))
        self.assertSucceeded(run)
        self.assertEqual(run.stderr, b"")
        return run

    def assertPng(self, text):
        self.assertEqual(base64.b64decode(text)[:8], b"\x89PNG\r\n\x1a\n")

    def test_a_figure_and_axes_that_are_returned_are_shown_as_such_and_nowhere_else(self):
        for value in ("fig", "ax"):
            run = self.run_plot(["fig, ax = plt.subplots()", "ax.plot([1, 2])", "return %s" % value])
            previews = run.event("result")["previews"]
            self.assertPng(previews["image/png"])
            self.assertIn("<svg", previews["image/svg+xml"])
            self.assertNotIn(TREE, previews)
            self.assertEqual(self.displays(run), [])

    def test_figures_left_open_are_shown_before_the_result_each_once(self):
        run = self.run_plot(["plt.plot([1])", "plt.figure('named')", "plt.plot([2])", "return 5"])
        self.assertEqual([event["title"] for event in self.displays(run)], ["Figure 1", "named"])
        self.assertPng(self.displays(run)[0]["previews"]["image/png"])
        self.assertEqual([e["type"] for e in run.events if e["type"] != "usage"][-2:], ["result", "end"])

    def test_show_shows_what_is_open_and_does_not_wait(self):
        body = ["for n in range(3):", "    plt.plot([n])", "    plt.show()", "    print('shown', n)"]
        run = self.run_plot(body)
        self.assertEqual([event["index"] for event in self.displays(run)], [0, 1, 2])
        told = ["output" if kind == 1 else json.loads(payload)["type"] for kind, _, payload in run.records]
        told = [kind for kind in told if kind not in ("usage", "running")]
        self.assertEqual(told[:6], ["display", "output"] * 3, "each figure before what is printed after it")
        pictures = {event["previews"]["image/png"] for event in self.displays(run)}
        self.assertEqual(len(pictures), 3, "each shows its own line alone")

    def test_what_is_drawn_on_while_it_is_shown_is_shown_once(self):
        body = ["plt.ion()", "for n in range(3):", "    plt.plot([n])", "    plt.show()", "    plt.pause(0.01)"]
        self.assertEqual(len(self.displays(self.run_plot(body))), 1)

    def test_any_backend_will_do(self):
        for backend in ("agg", "svg", "pdf"):
            head = "import matplotlib\nmatplotlib.use('%s')\n" % backend
            run = self.run_plot(["plt.plot([1])", "plt.show()", "return plt.get_backend().lower()"], head)
            self.assertPng(self.displays(run)[0]["previews"]["image/png"])
            self.assertEqual(run.event("result")["json"], backend)

    def test_figures_of_a_function_that_fails_are_shown(self):
        run = self.run_source(self.PLOT + "def f():\n    plt.plot([1])\n    1 / 0\n")
        self.assertEqual(run.last["state"], "failed")
        self.assertEqual(len(self.displays(run)), 1)

    def test_pyplot_that_was_loaded_ahead_shows_too(self):
        modules = ["matplotlib", "matplotlib.pyplot"]
        source = self.PLOT + "import sys\ndef f():\n    plt.plot([1])\n    plt.show()\n"
        source += "    return 'farcall.worker.forkserver' in sys.modules\n"
        for _ in range(40):
            run = self.run_source(source, preload={"key": "ef" * 32, "modules": modules})
            self.assertEqual(len(self.displays(run)), 1)
            if run.event("result")["json"]:
                return
        self.fail("it was never loaded ahead")

    def test_a_module_that_only_looks_for_pyplot_does_not_load_it(self):
        source = "import importlib.util, sys\nfound = importlib.util.find_spec('matplotlib.pyplot')\n"
        source += "def f(): return [found.name, 'matplotlib.pyplot' in sys.modules]\n"
        self.assertEqual(self.value(source), ["matplotlib.pyplot", False])


@needs("PIL")
class Pictures(Shown):
    def test_an_image_is_a_png_no_larger_than_a_screen(self):
        for mode in ("RGB", "RGBA", "L", "CMYK", "F", "1"):
            source = "from PIL import Image\ndef f(): return Image.new('%s', (2400, 1200))\n" % mode
            png = base64.b64decode(self.result(source)["previews"]["image/png"])
            self.assertEqual((png[:4], int.from_bytes(png[16:20], "big")), (b"\x89PNG", 1600))


class Saved(Keeping):
    """Read back by the library that wrote it."""

    HEAD = "import numpy as np\n"

    def read(self, source, format, reader):
        content = self.file(self.HEAD + source, format)
        path = os.path.join(self.top, "read." + format)
        with open(path, "wb") as file:
            file.write(content)
        return reader(path)

    @needs("numpy")
    def test_arrays(self):
        import numpy

        source = "def f(): return np.arange(6.0).reshape(2, 3)\n"
        self.assertEqual(self.read(source, "npy", numpy.load).tolist(), [[0, 1, 2], [3, 4, 5]])
        self.assertEqual(self.file(self.HEAD + source, "csv"), b"0.0,1.0,2.0\n3.0,4.0,5.0\n")
        self.assertEqual(json.loads(self.file(self.HEAD + source, "json")), [[0, 1, 2], [3, 4, 5]])

    @needs("pandas")
    def test_data_frames_of_pandas(self):
        import pandas

        source = "import pandas as pd\ndef f(): return pd.DataFrame({'a': [1, 2], 'b': ['x', None]}, index=%s)\n"
        self.assertEqual(self.file(source % "None", "csv"), b"a,b\n1,x\n2,\n")
        self.assertEqual(self.file(source % "['r', 's']", "csv"), b",a,b\nr,1,x\ns,2,\n")
        self.assertEqual(json.loads(self.file(source % "None", "json"))[1], {"a": 2, "b": None})
        if importlib.util.find_spec("pyarrow"):
            self.assertEqual(self.read(source % "None", "parquet", pandas.read_parquet)["a"].tolist(), [1, 2])

    @needs("polars")
    def test_data_frames_of_polars(self):
        import polars

        source = "import polars as pl\ndef f(): return pl.DataFrame({'a': [1, 2]})\n"
        self.assertEqual(self.read(source, "parquet", polars.read_parquet)["a"].to_list(), [1, 2])
        self.assertEqual(self.file(source, "csv"), b"a\n1\n2\n")

    @needs("torch", "numpy")
    def test_tensors(self):
        import numpy

        source = "import torch\ndef f(): return torch.ones(2, 3, dtype=torch.%s, requires_grad=True)\n"
        for kind in ("float64", "bfloat16"):
            self.assertEqual(self.read(source % kind, "npy", numpy.load).tolist(), [[1, 1, 1], [1, 1, 1]])

    @needs("matplotlib")
    def test_figures(self):
        source = "import matplotlib.pyplot as plt\ndef f():\n    plt.plot([1])\n    return plt.gcf()\n"
        self.assertEqual(self.file(source, "png")[:4], b"\x89PNG")
