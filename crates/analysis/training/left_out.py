#!/usr/bin/env python3
"""Analyses every track of a corpus with models of tempo, beats and key that know neither its song nor its style.

    python3 left_out.py CORPUS=readings.jsonl [generated=readings.jsonl octave=readings.jsonl] [--deal 0] > results.jsonl

The readings are those of fit.py and fit_key.py. For each tenth of the songs in turn the models are trained without it, written into
src/, built, and run on that tenth; at the end src/ is as it was. Prints a line a track, for a scorer. The bars keep their model, which
never saw a track. --deal deals the songs out to the tenths in another way. No randomness.
"""
import argparse
import csv
import subprocess
import sys
from pathlib import Path

import numpy as np

import fit
import fit_key

SRC = Path(__file__).parent.parent / "src"
ANALYSE = ["cargo", "run", "--quiet", "--release", "--package", "pika-analysis", "--example", "corpus", "--"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", metavar="CORPUS=READINGS")
    parser.add_argument("--deal", type=int, default=0)
    args = parser.parse_args()
    # The analysis runs in another folder than this.
    folder = Path(args.corpora[0].split("=", 1)[0]).resolve()
    rows = list(csv.DictReader(open(folder / "manifest.csv")))
    tracks, names = [], None
    for corpus in args.corpora:
        more, names = fit.load(*corpus.split("=", 1))
        tracks += more
    x, y, weight, song = fit_key.read([corpus for corpus in args.corpora if not corpus.startswith("octave=")])
    tenth = np.array([fit.tenth_of(one, args.deal) for one in song])
    models = [SRC / "metre_model.in", SRC / "key_model.in"]
    as_it_was = [model.read_text() for model in models]
    try:
        for out in range(10):
            known = [track for track in tracks if fit.tenth_of(track.song, args.deal) != out]
            models[0].write_text(fit.rust(fit.train(known, names), names))
            here = tenth != out
            models[1].write_text(fit_key.rust(fit_key.fit(x[here], y[here], weight[here])))
            paths = [folder / row["path"] for row in rows if fit.tenth_of(row["song"], args.deal) == out]
            print(f"tenth {out}: {len(paths)} tracks", file=sys.stderr)
            if paths:
                subprocess.run([*ANALYSE, *map(str, paths)], cwd=SRC, check=True)
    finally:
        for model, text in zip(models, as_it_was):
            model.write_text(text)


if __name__ == "__main__":
    main()
