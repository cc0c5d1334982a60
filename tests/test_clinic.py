"""The clinic's claims: every fault shows in its own signs from each of five starts."""

import functools

import numpy as np
import pytest

from bnlab import clinic, exercises

STARTS = range(5)


@functools.cache
def signs(patient, start):
    part = clinic.PATIENTS.get(patient)
    chart = clinic.run(start, **({part: clinic.SICK[part]} if part else {}))
    return clinic.signs(chart)


# What a patient's chart shows, beside that of the healthy network (h) of the same start.
SYMPTOMS = {
    "A": lambda p, h: p["test accuracy"] < 0.3 < 0.8 < p["test accuracy, all images in one batch"],
    "B": lambda p, h: p["update of γ2 / γ2"] == 0 < 5e-4 < h["update of γ2 / γ2"],
    "C": lambda p, h: (
        p["training accuracy"] > 0.85
        and p["test accuracy"] < 0.15
        and p["test accuracy, all images in one batch"] < 0.15
        and p["update of W2 / W2"] < 0.03 * h["update of W2 / W2"]
    ),
    "D": lambda p, h: (
        p["width of the scores at step 0"] > 1.9 > 0.6 > h["width of the scores at step 0"]
        and p["training loss"] > h["training loss"] + 0.03
        and p["test accuracy"] > h["test accuracy"] - 0.02
    ),
    "E": lambda p, h: (
        p["median of z2, distance from 0"] > 35
        and p["update of W2 / W2"] < 0.05 * h["update of W2 / W2"]
        and 0.7 < p["test accuracy"] < h["test accuracy"] - 0.04
    ),
    "F": lambda p, h: (
        0.65 < p["test accuracy"] < h["test accuracy"] - 0.1
        and all(p[name] == h[name] for name in h if name != "test accuracy")
    ),
    "G": lambda p, h: p["median of z2, distance from 0"] > 8 and p["training accuracy"] < 0.2,
    "H": lambda p, h: (
        1.5 < p["median of z2, distance from 0"] < 4
        and 0.25 < p["training accuracy"] < 0.6
        and p["test accuracy, all images in one batch"] < 0.65
        and p["update of γ2 / γ2"] > h["update of γ2 / γ2"]
    ),
}


@pytest.mark.parametrize("start", STARTS)
def test_each_fault_shows_and_in_no_healthy_network(start):
    healthy = signs(None, start)
    assert healthy["test accuracy"] > 0.8 and healthy["training accuracy"] > 0.85
    for patient, shows in SYMPTOMS.items():
        assert shows(signs(patient, start), healthy), (patient, signs(patient, start), healthy)
        assert not shows(healthy, healthy), patient


def test_no_patient_could_be_taken_for_another():
    healthy = signs(None, 0)
    for patient in SYMPTOMS:
        fits = [name for name, shows in SYMPTOMS.items() if shows(signs(patient, 0), healthy)]
        assert fits == [patient]


@pytest.mark.parametrize("patient", SYMPTOMS)
def test_the_cure_of_the_exercise_makes_the_network_healthy(patient):
    """Judged by what the mended network does: its whole chart is that of the healthy one."""
    cure = getattr(exercises, f"mend_{patient.lower()}").reference
    want, got = clinic.signs(clinic.healthy()), clinic.signs(clinic.admit(patient, cure))
    np.testing.assert_allclose(list(got.values()), list(want.values()), rtol=1e-6)


def test_unknown_patient():
    with pytest.raises(ValueError, match="no patient 'Z'; there are A, B"):
        clinic.admit("Z")
