"""Links the rows that the bench `quality` wrote with Splink, and prints its quality, time and memory beside ours.

    cargo bench --locked -p phonjon-linking --bench quality -- 20000 --write DIR
    python3 -m venv venv && venv/bin/pip install splink
    venv/bin/python tests/bench/with_splink.py DIR

Splink gets what a careful analyst would give it: valid numbers, names, birth dates and places, blocking rules like ours,
and its own training by expectation maximisation. Groups of rows are compared with the truth by pairs of rows.
"""

import csv
import resource
import sys
import time
from collections import Counter


def pairwise(found, truth):
    """Precision, recall and F1 over pairs of rows."""

    def pairs(groups):
        return sum(n * (n - 1) // 2 for n in Counter(groups).values())

    right, n_found, n_true = pairs(zip(found, truth)), pairs(found), pairs(truth)
    return right / max(n_found, 1), right / max(n_true, 1), 2 * right / max(n_found + n_true, 1)


def told(name, found, truth):
    precision, recall, f1 = pairwise(found, truth)
    print(f"{name:<28} P {precision:.4f} R {recall:.4f} F1 {f1:.4f}")


def main():
    path = sys.argv[1] + "/rows.csv"
    with open(path, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    truth = [row["person"] for row in rows]
    told("ours", [row["found_person"] for row in rows], truth)

    import pandas
    import splink
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    before = time.monotonic()
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False).replace("", None)
    frame = frame.drop(columns=["person", "home", "found_person"])
    frame["valid_pid"] = frame["pid"].where(frame["is_valid"] == "1")
    frame["birth_year"] = frame["birth_year"].astype("Int64")
    frame["village"] = frame["amphoe"] + "/" + frame["tambon"] + "/" + frame["moo"]
    frame["address"] = frame["village"] + "/" + frame["house_no"]

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[
            cl.DamerauLevenshteinAtThresholds("pid", [1]),
            cl.JaroWinklerAtThresholds("first", [0.95, 0.88]),
            cl.JaroWinklerAtThresholds("last", [0.95, 0.88]),
            cl.DateOfBirthComparison(
                "birth", input_is_string=True, datetime_thresholds=[1, 1], datetime_metrics=["month", "year"]
            ),
            cl.ExactMatch("sex"),
            # One comparison of places: house, address and village say the same thing, and Splink adds what is apart.
            cl.CustomComparison(
                output_column_name="place",
                comparison_levels=[
                    cll.NullLevel("village"),
                    cll.ExactMatchLevel("house_code"),
                    cll.ExactMatchLevel("address"),
                    cll.ExactMatchLevel("village"),
                    cll.ElseLevel(),
                ],
            ),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("valid_pid"),
            block_on("house_code"),
            block_on("address"),
            block_on("first", "last", "birth_year"),
            block_on("first", "last", "village"),
            block_on("birth", "last"),
            block_on("birth", "first"),
        ],
    )
    linker = Linker(DuckDBAPI().register(frame), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("valid_pid")], recall=0.85)
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("valid_pid"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first", "last"))
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    best = None
    for threshold in (0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999):
        groups = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold
        )
        by_row = dict(groups.as_pandas_dataframe()[["unique_id", "cluster_id"]].itertuples(index=False))
        found = [by_row[row["unique_id"]] for row in rows]
        told(f"Splink {splink.__version__} at {threshold}", found, truth)
        f1 = pairwise(found, truth)[2]
        if best is None or f1 > best[0]:
            best = (f1, threshold)
        if threshold == 0.5:
            spent = time.monotonic() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"best F1 {best[0]:.4f} at {best[1]}; {spent:.1f} s to the first clusters; most memory {memory} MiB")


if __name__ == "__main__":
    main()
