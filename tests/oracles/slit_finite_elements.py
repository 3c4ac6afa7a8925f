"""Energy to open a straight slit around a rigid cylinder (plane strain, incompressible Ogden).

phi = (2 mu / alpha^2) (l1^alpha + l2^alpha + l3^alpha - 3), mu = 1, l3 = 1, l1 l2 = 1.
Slit half-length b = 1, frictionless cylinder of radius R, lam = pi R / (2 b);
the strain energy per depth is W = mu R^2 omega(lam, alpha).

Quarter model in elliptic coordinates x = cosh(xi) cos(eta), y = sinh(xi) sin(eta):
slit xi = 0, ligament eta = 0, symmetry line eta = pi/2, far boundary stress-free.
Q2 displacement / discontinuous P1 pressure, Newton, unilateral contact by an active set.
"""

import numpy as np
from scipy.integrate import quad
from scipy.sparse import coo_matrix, diags
from scipy.sparse.linalg import splu


def _stretch_integral(big_x, alpha):
    def integrand(x):
        return (np.sinh(alpha * x / 2) / np.sinh(x)) ** 2 if x > 1e-9 else alpha**2 / 4

    return 4 * np.pi / alpha**2 * quad(integrand, 0, big_x)[0]


def omega_cavity(lam, alpha):
    """Closed-form model: circular cavity of the slit's perimeter opened to the radius R."""
    return (1 - 1 / lam**2) * _stretch_integral(np.log(lam), alpha)


def omega_slit(lam, alpha):
    """Corrected closed form: the displaced area is pi R^2 (a slit has none of its own).

    The hoop stretch exp(X) tends to c lam when the slit wraps the cylinder (c = 4/pi, conformal
    radius b/2, at alpha = 2; towards the perimeter measure, 1, as alpha grows) and stays finite
    when the slit is long. Fitted for 2 <= alpha <= 9, lam >= 0.9.
    """
    c = 1 + (4 / np.pi - 1) * 8 / (alpha + 6)
    k = 1.926 - 0.0464 * (alpha - 2)
    q = 2.834 + 1.090 * np.log(alpha / 2)
    return _stretch_integral(np.log((c * lam) ** q + k**q) / q, alpha)


def omega_cavity_direct(lam, alpha):
    """The same energy from the definition: integral of phi over the undeformed annulus, R = 1."""
    a = 1 / lam

    def density(s):  # s = ln(r0 / a)
        r0 = a * np.exp(s)
        x = 0.5 * np.log1p((1 - a * a) / r0**2)
        return 8 / alpha**2 * np.sinh(alpha * x / 2) ** 2 * 2 * np.pi * r0**2

    return quad(density, 0, 25, limit=400, epsrel=1e-10)[0]


def _shape(z):
    return np.array([z * (z - 1) / 2, 1 - z * z, z * (z + 1) / 2])


def _slope(z):
    return np.array([z - 0.5, -2 * z, z + 0.5])


class Slit:
    """Finite-element model; `open_to(lam)` moves the state, `omega()` reads the energy."""

    def __init__(self, alpha, n=12, xi_max=6.0, unilateral=True, bulk=1e6, guard=1.0):
        self.alpha, self.unilateral, self.bulk, self.guard = alpha, unilateral, bulk, guard
        nx, ny = round(1.6 * n), n
        s, t = np.linspace(0, 1, 2 * nx + 1), np.linspace(0, 1, 2 * ny + 1)
        xi = xi_max * (0.15 * s + 0.85 * s**2)
        eta = np.pi / 2 * (0.5 * t + 0.5 * t**2)
        xi[1::2], eta[1::2] = (xi[:-1:2] + xi[2::2]) / 2, (eta[:-1:2] + eta[2::2]) / 2
        gx, ge = np.meshgrid(xi, eta, indexing="ij")
        self.ref = np.stack([np.cosh(gx) * np.cos(ge), np.sinh(gx) * np.sin(ge)], -1).reshape(-1, 2)
        my = 2 * ny + 1
        ids = np.arange(self.ref.shape[0]).reshape(2 * nx + 1, my)
        ei, ej = [v.ravel() for v in np.meshgrid(np.arange(nx), np.arange(ny), indexing="ij")]
        self.conn = np.stack([ids[2 * ei + i, 2 * ej + j] for i in range(3) for j in range(3)], 1)
        self.slit = ids[0]  # nodes 0..my-1; [0] is the tip, [-1] the top of the cylinder
        self.theta0 = eta
        fixed = np.zeros((self.ref.shape[0], 2), bool)
        fixed[ids[:, 0], 1] = True
        fixed[ids[:, -1], 0] = True
        fixed[ids[0, [0, -1]]] = [False, True]  # slit nodes use (rho, theta)
        self.fixed = fixed
        self._quadrature()
        self.active = np.ones(my, bool)
        self.axes = np.array([1.0, 0.0])
        self.q = self.ref.copy()
        self.q[self.slit] = np.stack([np.ones(my), eta], 1)
        self.p = np.zeros((self.conn.shape[0], 3))
        self.pull = np.zeros(my)  # residual contact force on released nodes, faded to zero

    def _quadrature(self):
        gp = np.sqrt(0.6) * np.array([-1.0, 0.0, 1.0])
        gw = np.array([5.0, 8.0, 5.0]) / 9
        dn, self.np1, wt = [], [], []
        for a, wa in zip(gp, gw, strict=True):
            for c, wc in zip(gp, gw, strict=True):
                dn.append(
                    np.stack(
                        [np.outer(_slope(a), _shape(c)).ravel(), np.outer(_shape(a), _slope(c)).ravel()], 1
                    )
                )
                self.np1.append([1.0, a, c])
                wt.append(wa * wc)
        dn, self.np1 = np.array(dn), np.array(self.np1)
        jac = np.einsum("eai,gak->egik", self.ref[self.conn], dn)
        self.wt = np.abs(np.linalg.det(jac)) * np.array(wt)
        self.grad = np.einsum("gak,egkj->egaj", dn, np.linalg.inv(jac))
        self.mass = np.einsum("eg,gk,gl->ekl", self.wt, self.np1, self.np1)
        dof = (2 * self.conn[:, :, None] + np.arange(2)).reshape(-1, 18)
        self.dof = dof
        self.rows, self.cols = np.repeat(dof, 18, 1).ravel(), np.tile(dof, (1, 18)).ravel()

    def _positions(self, q):
        x = q.copy()
        rho, th = q[self.slit].T
        x[self.slit] = rho[:, None] * self.axes * np.stack([np.cos(th), np.sin(th)], 1)
        return x

    def _psi(self, i1):
        """Energy density and its first two derivatives with respect to I = F:F (J = 1)."""
        n, c = self.alpha / 2, i1 / 2
        z = np.minimum(c - 1, 1e-3)
        k1, k2 = n * n, n * n * (n * n - 1) / 6
        k3 = k2 * (n * n - 4) / 15
        g, g1, g2 = k1 * z + k2 * z**2 + k3 * z**3, k1 + 2 * k2 * z + 3 * k3 * z**2, 2 * k2 + 6 * k3 * z
        big = c > 1.001
        cb = c[big]
        u = np.arccosh(cb)
        g[big] = np.cosh(n * u) - 1
        g1[big] = n * np.sinh(n * u) / np.sinh(u)
        g2[big] = (n * n * (g[big] + 1) - cb * g1[big]) / (cb * cb - 1)
        f = 1 / self.alpha**2
        return 4 * f * g, 2 * f * g1, f * g2

    def _deform(self, x):
        f = np.einsum("eai,egaj->egij", x[self.conn], self.grad)
        cof = np.empty_like(f)
        cof[..., 0, 0], cof[..., 1, 1] = f[..., 1, 1], f[..., 0, 0]
        cof[..., 0, 1], cof[..., 1, 0] = -f[..., 1, 0], -f[..., 0, 1]
        return f, cof, f[..., 0, 0] * f[..., 1, 1] - f[..., 0, 1] * f[..., 1, 0]

    def energy(self):
        f, _, det = self._deform(self._positions(self.q))
        psi = self._psi((f * f).sum((2, 3)))[0] - (det - 1)  # J = 1: the last term is zero
        return 4 * np.sum(self.wt * (psi + self.guard / 2 * (det - 1) ** 2))

    def omega(self):
        return self.energy() / self.axes[0] ** 2

    def _newton(self, max_it=14, tol=1e-9):
        q, p = self.q.copy(), self.p.copy()
        nd = q.size
        hcof = np.zeros((2, 2, 2, 2))
        hcof[0, 0, 1, 1] = hcof[1, 1, 0, 0] = 1.0
        hcof[0, 1, 1, 0] = hcof[1, 0, 0, 1] = -1.0
        hcof = hcof.reshape(4, 4)
        for it in range(max_it):
            x = self._positions(q)
            f, cof, det = self._deform(x)
            i1 = (f * f).sum((2, 3))
            if not np.all(np.isfinite(i1)) or i1.max() > 1e9:
                return False
            _, d1, d2 = self._psi(i1)
            pg = p @ self.np1.T - 1.0 + self.guard * (det - 1)  # the guard keeps J near 1 inside elements
            ne, ng = pg.shape
            stress = (2 * d1[..., None, None] * f + pg[..., None, None] * cof) * self.wt[..., None, None]
            fv = f.reshape(ne, ng, 4)
            tan = (
                2 * d1[..., None, None] * np.eye(4)
                + 4 * d2[..., None, None] * fv[..., :, None] * fv[..., None, :]
            )
            cv = cof.reshape(ne, ng, 4)
            tan = tan + pg[..., None, None] * hcof + self.guard * cv[..., :, None] * cv[..., None, :]
            tan = tan * self.wt[..., None, None]
            bm = np.zeros((ne, ng, 4, 18))
            for i in range(2):
                for j in range(2):
                    bm[:, :, 2 * i + j, i::2] = self.grad[..., j]
            fint = np.einsum("egk,egkd->ed", stress.reshape(ne, ng, 4), bm)
            tb = np.matmul(tan, bm)
            ke = np.matmul(bm.reshape(ne, -1, 18).transpose(0, 2, 1), tb.reshape(ne, -1, 18))
            cb = np.einsum("egk,egkd,eg->egd", cv, bm, self.wt)
            bp = np.einsum("egd,gl->edl", cb, self.np1)
            rp = (
                np.einsum("eg,gl->el", self.wt * (det - 1), self.np1)
                - np.einsum("ekl,el->ek", self.mass, p) / self.bulk
            )
            minv = np.linalg.inv(self.mass) * self.bulk
            mb = np.matmul(bp, minv)
            ke = ke + np.matmul(mb, bp.transpose(0, 2, 1))
            fc = fint + np.einsum("edl,el->ed", mb, rp)
            grad = np.bincount(self.dof.ravel(), fint.ravel(), nd)
            rhs = np.bincount(self.dof.ravel(), fc.ravel(), nd)
            # slit nodes: generalised coordinates (rho, theta)
            rho, th = q[self.slit].T
            a, b = self.axes
            e_r, e_t = (
                np.stack([a * np.cos(th), b * np.sin(th)], 1),
                np.stack([-a * np.sin(th), b * np.cos(th)], 1),
            )
            sx, sy = 2 * self.slit, 2 * self.slit + 1
            dg = np.ones(nd)
            dg[sx], dg[sy] = e_r[:, 0], rho * e_t[:, 1]
            tmat = diags(dg, format="csr") + coo_matrix(
                (np.r_[rho * e_t[:, 0], e_r[:, 1]], (np.r_[sx, sy], np.r_[sy, sx])), (nd, nd)
            )
            h_rt = grad[sx] * e_t[:, 0] + grad[sy] * e_t[:, 1]
            h_tt = -rho * (grad[sx] * e_r[:, 0] + grad[sy] * e_r[:, 1])
            geo = coo_matrix((np.r_[h_rt, h_rt, h_tt], (np.r_[sx, sy, sy], np.r_[sy, sx, sy])), (nd, nd))
            kmat = coo_matrix((ke.ravel(), (self.rows, self.cols)), (nd, nd)).tocsr()
            kmat = (tmat.T @ kmat @ tmat + geo).tocsc()
            self.reaction = (tmat.T @ grad)[sx]
            fix = self.fixed.copy()
            fix[self.slit, 0] = self.active
            free = np.flatnonzero(~fix.ravel())
            res = tmat.T @ rhs
            res[sx] -= np.where(self.active, 0.0, self.pull)
            try:
                lu = splu(
                    kmat[free][:, free],
                    permc_spec="MMD_AT_PLUS_A",
                    diag_pivot_thresh=0.01,
                    options={"SymmetricMode": True},
                )
            except RuntimeError:
                return False
            dq = np.zeros(nd)
            dq[free] = -lu.solve(res[free])
            size = np.abs(tmat @ dq).max() / self.axes.max()
            if not np.isfinite(size) or size > 10:
                return False
            p = (
                p
                + np.matmul(minv, (rp + np.einsum("edl,ed->el", bp, (tmat @ dq)[self.dof]))[..., None])[
                    ..., 0
                ]
            )
            q = q + dq.reshape(q.shape)
            if size < tol:
                self.q, self.p, self.iters = q, p, it + 1
                return True
        return False

    def _release(self, out):
        """Let nodes leave the cylinder, fading their (tensile) reaction to zero."""
        first = np.where(out, self.reaction, 0.0)
        self.active &= ~out
        left, step = 1.0, 1.0
        while left > 0:
            save = self.q.copy(), self.p.copy()
            new = max(0.0, left - step)
            self.pull = first * new
            if self._newton():
                left, step = new, step * 2
            else:
                self.q, self.p = save
                step = min(step, left) / 3
                if step < 1e-4:
                    return False
        return True

    def _equilibrate(self, contact):
        if not self._newton():
            return False
        for _ in range(40 if contact and self.unilateral else 0):
            scale = np.abs(self.reaction).max()
            out = self.active & (self.reaction < -1e-8 * scale)
            out[-1] = False
            into = ~self.active & (self.q[self.slit, 0] < 1 - 1e-9)
            if not out.any() and not into.any():
                return True
            if into.any():
                self.active |= into
                self.q[self.slit[into], 0] = 1.0
                if not self._newton():
                    return False
            elif not self._release(out):
                return False
        return not (contact and self.unilateral)

    def _move(self, target, contact, step):
        start, prev, s, ds = self.axes.copy(), None, 0.0, step
        while s < 1 - 1e-12:
            ds = min(ds, 1 - s)
            save = self.q.copy(), self.p.copy(), self.active.copy(), self.axes.copy()
            self.axes = start + (target - start) * (s + ds)
            if prev is not None:  # linear extrapolation
                r = ds / prev[2]
                self.q = save[0] + r * (save[0] - prev[0])
                self.p = save[1] + r * (save[1] - prev[1])
                self.q[self.slit[self.active], 0] = 1.0
            if self._equilibrate(contact):
                s, prev, ds = s + ds, (save[0], save[1], ds), ds * (1.5 if self.iters < 6 else 1.0)
            else:
                self.q, self.p, self.active, self.axes = save
                prev, ds = None, ds / 3
                if ds < 1e-5:
                    raise RuntimeError(f"no convergence at {save[3]}, target {target}")

    def open_to(self, lam):
        r = 2 * lam / np.pi
        if self.axes[1] == 0:  # inflate to an ellipse, then let its long axis shrink
            self._move(np.array([1.0, r]), False, 0.1)
            self._move(np.array([r, r]), True, 0.1)
        else:
            self._move(np.array([r, r]), True, min(1.0, 0.1 / abs(np.log(r / self.axes[0]))))
        return self
