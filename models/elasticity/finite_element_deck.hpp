#pragma once
/// CalculiX decks of a rigid flat punch, or an indenter of any shape, on the stack: independent solutions to
/// hold the surface compliance to.
///
/// Axisymmetric (CAX8R, quadratic), linear, in um, uN and MPa. The surface nodes with r <= a share one
/// displacement and are free to slide, so the mixed boundary-value problem is solved, not its flat-pressure
/// bound. Seen from the punch: it stands still and the far boundary rises, because CalculiX 2.20 drops
/// springs from the load of a prescribed displacement that is not 0. The mesh is structured and grows
/// geometrically from the contact edge and from the surface; every layer has a least number of elements over
/// its thickness. In-plane tension T at the top face of a layer enters as the consistent stiffness of a
/// stretched membrane, T ∫ w'² 2 pi r dr, written as springs (the one between the corners of an edge is
/// negative).
///
/// Far field: the last layer ends at radius and depth R, with rollers on the rim and a fixed bottom. That
/// takes between one and 2.5 times t = 2 a E*(a) / (pi E'_last R) off the compliance, relative to it, where
/// E' = E / (1 - nu²). R follows from the tolerated t, so that very stiff films on a very soft support are
/// not cut short, and is never below 60 a and 60 times the thickness of the layers. Thin rows reach to the
/// rim: where it is very far the finest elements are enlarged, and a deck that rounding would spoil is
/// refused.
///
/// Neglected: friction and adhesion below the punch, large strain, the rounding of a real punch's edge.
/// CalculiX has no hybrid elements: Poisson ratios above `largest_poisson` are written as that value, which
/// matters (1 %) only where a layer is confined, e.g. on a rigid base at a = 10 h.
///
/// Verified against the mixed problem solved by a Galerkin series: 0.02 to 0.15 % too stiff for one layer,
/// film on substrate, rigid base and skin (0.4 % at contrast 1e5), the profile beyond 2 a within 0.15 % of
/// the punch's sink.

#include <functional>
#include <string>

#include "models/elasticity/layered_half_space.hpp"

namespace puncta::models {

struct DeckMesh {
    double edge = 2.5e-3;      ///< smallest element at the contact edge, over the punch radius
    double inside = 0.25;      ///< largest element below the indenter, over that radius
    double growth = 1.25;      ///< ratio of the sizes of neighbouring elements, above 1
    int layer_elements = 4;    ///< least number of elements over the thickness of a layer
    double truncation = 5e-4;  ///< tolerated t, the scale of the compliance lost at the far boundary
};

/// Poisson ratio that stands for incompressibility in a deck.
constexpr double largest_poisson = 0.4999;

/// Radius and depth of the far boundary [m].
double deck_reach(const ElasticStack& stack, double radius, const DeckMesh& mesh = {});

/// Input of CalculiX: punch of `radius` [m] pressed in by `displacement` [m]. The results are the total
/// reaction of the node set PUNCH (component 2, negative, of a wedge of 2 degrees: a 180th of the circle) and
/// the displacements of the set SURFACE relative to the punch (sink = displacement - U2). Throws InputError
/// for a radius, displacement, layer or mesh that makes no sense, or a support too soft for the radius.
std::string flat_punch_deck(const ElasticStack& stack, double radius, double displacement,
                            const DeckMesh& mesh = {});

/// The same body under an indenter whose gap f(r) [m] rises from its tip: the surface nodes with r <= a are
/// held to sink by depth - f(r), so a and depth are to be those of a contact. Whether they are shows in the
/// results, the nodal forces RF and the displacements U of SURFACE: no force may pull (component 2 positive),
/// no node beyond a may stand inside the indenter (sink = depth - U2 below depth - f). To search for the
/// contact itself, take and add lines of the last *BOUNDARY. Throws like flat_punch_deck, and for a surface
/// in tension, whose springs CalculiX drops from the load of a prescribed displacement that is not 0.
std::string indenter_deck(const ElasticStack& stack, double radius, double depth,
                          const std::function<double(double)>& gap,
                          const DeckMesh& mesh = {.edge = 1e-2, .inside = 1.0 / 16});

}  // namespace puncta::models
