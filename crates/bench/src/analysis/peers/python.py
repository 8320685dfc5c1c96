"""Runs one analyser over files and prints a JSON line for each: path, bpm, beats, key, cpu_s; at the end peak_mib.

    peers.py librosa FILE...

Every analyser is used as its own documentation shows it, over the whole file, decoding included.
"""
import json
import os
import resource
import sys

NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def librosa_peer():
    import librosa
    import numpy as np

    # Krumhansl and Kessler, 1982: how well each tone fits a key.
    major = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
    minor = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])

    def analyse(path):
        sound, rate = librosa.load(path)
        tempo, beats = librosa.beat.beat_track(y=sound, sr=rate, units="time")
        chroma = librosa.feature.chroma_cqt(y=sound, sr=rate).mean(axis=1)
        fits = [(np.corrcoef(np.roll(profile, tonic), chroma)[0, 1], f"{NOTES[tonic]} {mode}")
                for mode, profile in (("major", major), ("minor", minor)) for tonic in range(12)]
        return float(np.atleast_1d(tempo)[0]), beats, max(fits)[1]

    return analyse


def essentia_peer(method, profile):
    import essentia
    import essentia.standard as es

    essentia.log.infoActive = False
    essentia.log.warningActive = False

    def analyse(path):
        sound = es.MonoLoader(filename=path, sampleRate=44100)()
        bpm, beats, *_ = es.RhythmExtractor2013(method=method)(sound)
        tonic, mode, _ = es.KeyExtractor(profileType=profile)(sound)
        return bpm, beats, f"{tonic} {mode}"

    return analyse


def aubio_peer():
    import aubio
    import numpy as np

    def analyse(path):
        source = aubio.source(path, 0, 512)
        tempo = aubio.tempo("default", 1024, 512, source.samplerate)
        beats = []
        while True:
            block, count = source()
            if tempo(block):
                beats.append(tempo.get_last_s())
            if count < 512:
                break
        bpm = float(np.median(60.0 / np.diff(beats))) if len(beats) > 2 else 0.0
        return bpm, beats, None

    return analyse


def madmom_peer():
    import numpy as np
    from madmom.features.beats import DBNBeatTrackingProcessor, RNNBeatProcessor

    find, track = RNNBeatProcessor(), DBNBeatTrackingProcessor(fps=100)

    def analyse(path):
        beats = track(find(path))
        bpm = float(60.0 / np.median(np.diff(beats))) if len(beats) > 2 else 0.0
        return bpm, beats, None

    return analyse


def beatnet_peer():
    import numpy as np
    # Only its mode for microphones uses it, which would need the headers of a sound system.
    sys.modules["pyaudio"] = type(sys)("pyaudio")
    from BeatNet.BeatNet import BeatNet

    estimator = BeatNet(1, mode="offline", inference_model="DBN", plot=[], thread=False)

    def analyse(path):
        beats = estimator.process(path)[:, 0]
        bpm = float(60.0 / np.median(np.diff(beats))) if len(beats) > 2 else 0.0
        return bpm, beats, None

    return analyse


def mixxx_peer():
    import mixxx_analyzer

    def analyse(path):
        found = mixxx_analyzer.analyze(path)
        return found.bpm or 0.0, found.beatgrid, found.key

    return analyse


PEERS = {
    "librosa": librosa_peer,
    "essentia multifeature + edma": lambda: essentia_peer("multifeature", "edma"),
    "essentia degara + bgate": lambda: essentia_peer("degara", "bgate"),
    "aubio": aubio_peer,
    "mixxx-analyzer": mixxx_peer,
    "madmom": madmom_peer,
    "BeatNet": beatnet_peer,
}


def cpu_s():
    """Of this process and of those that it started and that have ended."""
    user, system, of_children, system_of_children, _ = os.times()
    return user + system + of_children + system_of_children


def peak_mib():
    # Not this process's ru_maxrss, which begins with the memory of the process that started it.
    with open("/proc/self/status") as status:
        own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def main():
    analyse = PEERS[sys.argv[1]]()
    for path in sys.argv[2:]:
        before = cpu_s()
        try:
            bpm, beats, key = analyse(path)
            line = {"bpm": float(bpm), "beats": [float(beat) for beat in beats], "key": key}
        except Exception as reason:  # A file that an analyser cannot read is a result too.
            line = {"error": str(reason)}
        print(json.dumps({"path": path, "cpu_s": cpu_s() - before, **line}), flush=True)
    print(json.dumps({"peak_mib": peak_mib()}))


if __name__ == "__main__":
    main()
