"""Limits, identities and the conditions of the contract, checked on the oracle alone; run as a program."""

import time

import numpy as np
from balance import Station
from elasticity import Stack
from station import compliance, flat_punch_compliance, influence, random_station, solve_station


def block(modulus=1e6, poisson=0.5, thickness=np.inf):
    return {
        "thickness": thickness,
        "modulus": modulus,
        "poisson": poisson,
        "tension": 0.0,
        "toughness": 1e3,
        "wall_shear": 3e3,
    }


def check(name, got, want, tolerance):
    error = float(np.max(np.abs(np.asarray(got) / np.asarray(want) - 1)))
    print(f"{name:58s} {error:.1e}")
    assert error < tolerance, name


def check_elasticity():
    k, a = np.logspace(0, 8, 17), np.logspace(-7, -2, 6)
    width = 3e-4 / np.pi**0.5
    for layers in ([block()], [block(thickness=17e-6), block(thickness=1e-3), block()]):
        check(f"C = 2(1-nu^2)/(E k), {len(layers)} equal layers", compliance(k, layers), 1.5e-6 / k, 1e-12)
        check("c = (1-nu^2)/(2 a E)", flat_punch_compliance(a, layers), 0.75 / (2 * a * 1e6), 1e-11)
        check(
            "G(0) = c(a) for w = a/sqrt(pi)",
            influence([0.0], width, width, layers),
            0.75 / (2 * 3e-4 * 1e6),
            1e-11,
        )
    cone = 1 / np.tan(0.4)
    for layers in ([block()], [block(thickness=17e-6), block(thickness=1e-3), block()]):
        punch = Stack(layers).punch
        got = np.array([punch.contact_without_peak(x, lambda t: np.pi / 2 * cone * t) for x in a]).T
        curve = punch.contact(a, lambda t: np.pi / 2 * cone * t, lambda t: np.pi / 2 * cone + 0 * t)
        check("cone: delta = h(a)", got[0], np.pi / 2 * cone * a, 1e-9)
        sneddon = 2 / np.pi / 0.75e-6 / cone * got[0] ** 2
        check("cone: F = (2/pi) E* tan(alpha) delta^2", got[1], sneddon, 1e-9)
        check("cone: W'/k' gives the same depth", curve[0], got[0], 1e-9)
        check("cone: and the same force", curve[1], got[1], 1e-9)
    taut = [dict(block(thickness=1e-4), tension=20.0), block(1e4, 0.4)]
    c = Stack(taut).punch.compliance(np.array([1e-7, 2e-7]))
    check("membrane: c(a) - c(2a) = ln 2/(2 pi T)", c[0] - c[1], np.log(2) / (2 * np.pi * 20), 1e-2)
    nu, h = 0.3, 1e-3  # layer bonded to a rigid base, closed form
    x = np.array([0.1, 1.0, 3.0])
    m = 3 - 4 * nu
    closed = 4 * (1 - nu**2) * (m * np.sinh(2 * x) - 2 * x) / (2 * m * np.cosh(2 * x) + 1 + m * m + 4 * x * x)
    rigid = [block(1e6, nu, h), block(1e22, nu)]
    check("layer bonded to a rigid base", compliance(x / h, rigid) * 1e6 * x / h, closed, 1e-9)


def check_uncoupled():
    lone = random_station(np.random.default_rng(7))
    lone.update(needles=lone["needles"][:1], cells=[], tributary_radius=np.inf, load=0.3)
    lone["needles"][0].update(depth=0.0, inserted=False)
    out, law = solve_station(lone), Station(lone)
    needle, contact, p = law.needles[0], law.law.contact, out["depth"][0]
    assert out["inserted"][0] and out["axle_depression"] > 0
    check(
        "lone needle: D_iso(P) + p = u_0 + o",
        contact.dimple(0.3) + p,
        out["axle_depression"] + lone["needles"][0]["offset"],
        1e-9,
    )
    check("lone needle: F_res(p) = P", needle.resistance(p), 0.3, 1e-9)

    free = random_station(np.random.default_rng(1))
    free.update(cells=[], tributary_radius=np.inf)
    out, law = solve_station(free), Station(free)
    sink = out["axle_depression"] + law.offset - out["depth"]
    on = sink > 0
    alone = law.law.contact.force(sink[on], np.flatnonzero(on))[0]
    assert not out["needle_force"][~on].any()
    check(f"G = 0: {law.n} independent needles, {on.sum()} touch", alone, out["needle_force"][on], 1e-9)
    check("forces add up to the load", out["needle_force"].sum(), free["load"], 1e-12)


def violations(station, out, law=None):
    """Largest violation of each condition of the contract by a state, forces over the load, lengths in m.

    Written with local(F) itself, without resolvents; takes the state of any solver.
    """
    law = law or Station(station)
    load, n, g_self = law.load, law.n, law.self_g[: law.n]
    force, cell, depth = (np.asarray(out[key], float) for key in ("needle_force", "cell_force", "depth"))
    inserted = np.asarray(out["inserted"], bool)
    before = np.array([b["depth"] for b in station["needles"]])
    far = law.g @ np.append(force, cell)
    imposed = out["axle_depression"] + law.offset
    local = np.array([law.law.local(f, i) if f > 0 else 0.0 for i, f in enumerate(force)])
    gap = local + far[:n] + depth - imposed[:n]
    drum = far[n:] - imposed[n:]
    # where local(F) jumps or F = 0, only one side of the equation is required: force error instead of a gap
    v = imposed[:n] - depth - far[:n] + g_self * force
    needle = np.abs(law.law.resolvent(v)[0] - force) / load
    limit = law.profile.resistance(depth)
    free = np.array([b.puncture for b in law.needles])
    return {
        "load": abs(force.sum() + cell.sum() - load) / load,
        "needle force": needle.max(),
        "needle gap [m]": np.abs(gap[force > 1e-9 * load]).max(initial=0.0),
        "needle contact [m]": np.maximum(0, -gap[force <= 0]).max(initial=0.0),
        "cell gap [m]": np.abs(drum[cell > 0]).max(initial=0.0),
        "cell contact [m]": np.maximum(0, -drum[cell <= 0]).max(initial=0.0),
        "puncture": ((force - free)[~inserted] / load).max(initial=0.0),
        "resistance": ((force - limit)[inserted] / load).max(initial=0.0),
        "went back [m]": np.maximum(0, before - depth).max(initial=0.0),
        "not inserted, p > 0 [m]": depth[~inserted].max(initial=0.0),
    }


def check_smooth_part():
    """Driven needles together: the answer does not depend on the start or on the numbering of the needles."""
    station = random_station(np.random.default_rng(15))
    law = Station(station)
    floor = np.random.default_rng(0).uniform(0, 6e-4, law.n)
    end = np.array([needle.end_of_rise(p) for needle, p in zip(law.needles, floor, strict=True)])
    u, f, p = law.balance(floor, end, (-np.max(law.offset), np.zeros(law.offset.size)))
    limit = law.profile.resistance(p)
    rests, driven = p == floor, (p > floor) & (p < end)
    print(f"smooth part: {rests.sum()} rest, {driven.sum()} driven, {(p == end).sum()} held at an end")
    assert driven.sum() > 2
    assert (f[: law.n][rests] <= limit[rests] + 1e-12 * law.load)[(end > floor)[rests]].all()
    assert (np.abs(f[: law.n] - limit)[driven] < 1e-12 * law.load).all()
    again = law.balance(floor, end, (u + 1e-4, np.full(f.size, law.load / f.size)))
    assert np.max(np.abs(again[1] - f)) < 1e-12 * law.load and np.max(np.abs(again[2] - p)) < 1e-14
    turned = dict(station, needles=station["needles"][::-1])
    one, other = solve_station(station), solve_station(turned)
    check("needles numbered backwards: depths", other["depth"][::-1] + 1e-3, one["depth"] + 1e-3, 1e-9)


def check_random(seeds):
    for seed in seeds:
        station, begin = random_station(np.random.default_rng(seed)), time.time()
        out = solve_station(station)
        open_ = violations(station, out)
        worst = max(open_, key=open_.get)
        print(
            f"station {seed}: {len(station['needles'])} needles, {len(station['cells'])} cells, "
            f"{out['events']} events, {time.time() - begin:.2f} s, inserted {out['inserted'].sum()}, "
            f"deepest {out['depth'].max() * 1e6:.1f} um, drum share {out['drum_share']:.3f}, "
            f"worst violation {open_[worst]:.0e} ({worst})"
        )
        assert max(open_.values()) < 2e-12, open_


if __name__ == "__main__":
    check_elasticity()
    check_uncoupled()
    check_smooth_part()
    check_random((1, 4, 15, 18, 20))
