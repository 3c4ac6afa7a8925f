"""A test may be skipped for a reason that is told, not for lack of something that the launcher installs.

`tests/run` sets PUNCTA_ALL_INSTALLED, except offline: then a skip fails, unless its reason is the other set
of tests (--long) or what this machine does not allow. Called by hand, tests may be skipped.
"""

import os

import pytest

ALLOWED = (
    "--long",
    "PUNCTA_LONG",
    "only root may mount",
    "a file system cannot be mounted here",
    "root cannot give up its rights here",
) + (("SALib",) if "PUNCTA_WITHOUT_SALIB" in os.environ else ())  # not in Debian; the launcher tells


def refuse(report):
    """Turns a skip into a failure that says why."""
    if not report.skipped or hasattr(report, "wasxfail") or "PUNCTA_ALL_INSTALLED" not in os.environ:
        return
    reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if any(allowed in reason for allowed in ALLOWED):
        return
    report.outcome = "failed"
    report.longrepr = f"{report.nodeid} must not be skipped where everything is installed. {reason}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport():
    refuse((yield).get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report():
    refuse((yield).get_result())
