#include "engine/tissue/needle_law.hpp"

namespace puncta {
namespace {

/// Asks the law itself, with the factors of the place.
class Asked final : public NeedleLaw::AtPlace {
  public:
    Asked(const NeedleLaw& law, const LocalSkin& local) : law_(law), local_(local) {}
    [[nodiscard]] NeedleLaw::Value dimple(double force) const override { return law_.dimple(force, local_); }
    [[nodiscard]] NeedleLaw::Value resistance(double depth) const override {
        return law_.resistance(depth, local_);
    }
    [[nodiscard]] std::vector<double> turning_depths(double limit) const override {
        return law_.turning_depths(limit, local_);
    }

  private:
    const NeedleLaw& law_;
    LocalSkin local_;
};

}  // namespace

std::shared_ptr<const NeedleLaw::AtPlace> NeedleLaw::at(const LocalSkin& local) const {
    return std::make_shared<Asked>(*this, local);
}

}  // namespace puncta
