"""A picture of the page of `puncta explore`: the program started, its page opened in headless Chromium.

Needs the Debian packages chromium, chromium-driver and python3-selenium.
"""

import os
import re
import signal
import subprocess
from pathlib import Path

program = os.environ.get("PUNCTA_PROGRAM", Path(__file__).resolve().parents[2] / "build" / "puncta")


def photograph(scenario, path, replicates):
    """The page of a scenario as PNG, as soon as it shows so many replicates; its path."""
    command = [program, "explore", scenario, "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            _photograph(server.stdout.readline().strip(), path, replicates)
        finally:
            server.send_signal(signal.SIGINT)
    return path


def _photograph(address, path, replicates):
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.support.ui import WebDriverWait

    options = webdriver.ChromeOptions()
    # No sandbox, so that it runs as root; it opens a page of our own.
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,860"):
        options.add_argument(argument)
    options.binary_location = "/usr/bin/chromium"
    browser = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)

    def shown(browser):
        found = re.search(r"Whole treatment, (\d+) of", browser.find_element("id", "state").text)
        return found and int(found[1]) >= replicates

    try:
        browser.get(address)
        WebDriverWait(browser, 300, poll_frequency=0.2).until(shown)
        browser.save_screenshot(str(path))
    finally:
        browser.quit()
