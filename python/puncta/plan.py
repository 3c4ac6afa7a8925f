"""What is asked, without running it: a scenario with every value in force, of a file or of a result."""

import os
import tomllib

import puncta
from puncta import reach


def core():
    """The compiled module, which plans; an ImportError that says what to do where it is missing."""
    return puncta._compiled_module()


class Plan:
    """A scenario as it would be run, or was.

    text      every value in force, as TOML, for the compiled module
    scenario  the same as a dict; of several sites, with skin and treatment of the first
    site_names  in the order of treatment
    result    it came from; None of a file that was not run
    """

    def __init__(self, of):
        if isinstance(of, Plan):
            self.__dict__.update(of.__dict__)
            return
        resolved = getattr(of, "resolved", None)
        self.text = core().resolved(os.fspath(of)) if resolved is None else resolved
        self.scenario = tomllib.loads(self.text)
        sites = self.scenario.get("sites", [])
        self.site_names = [site["name"] for site in sites] or [self.scenario["skin"]["name"]]
        for part in ("skin", "treatment") if sites else ():
            self.scenario[part] = sites[0][part]
        self.result = None if resolved is None else of

    @property
    def device(self):
        return self.scenario["device"]

    @property
    def rolls(self):
        return self.device["kind"] == "roller"

    @property
    def layers(self):
        """Names of the skin's layers and the depth of each one's top [m], from the surface down."""
        return reach.layers_of_scenario(self.scenario)
