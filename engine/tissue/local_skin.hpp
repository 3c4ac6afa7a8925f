#pragma once
/// What the skin at one place is, compared with the subject's mean: factors that act on the needle there.
///
/// They act locally only: on the lone needle's laws, not on the influence of one place on another, which is
/// the mean stack's (theory section 1, a stated approximation).

namespace puncta {

struct LocalSkin {
    double thickness = 1;  ///< times the depth of every layer's face
    double modulus = 1;    ///< times every modulus the lone needle meets: its dimple, the slit it opens
    double toughness = 1;  ///< times toughness and wall shear of every layer
};

}  // namespace puncta
