#pragma once
/// The holes already in the skin, found by place: a needle that lands close enough to one slides into it.

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace puncta {

struct Hole {
    double x = 0, y = 0;        ///< [m]
    double capture_radius = 0;  ///< a needle that lands closer than this slides in [m]
    double depth = 0;           ///< cut open down to here [m]
    std::size_t needle = 0;     ///< of the head, that went deepest
    bool counts = true;         ///< inside the region
};

class HoleField {
  public:
    /// `largest_radius` > 0 of any hole to come [m].
    explicit HoleField(double largest_radius);

    /// The nearest hole that captures a needle landing here; of equally near ones the older.
    [[nodiscard]] std::optional<std::size_t> capturing(double x, double y) const;
    [[nodiscard]] const Hole& operator[](std::size_t index) const { return holes_[index]; }

    void add(const Hole& hole);
    /// A needle of the head went this deep into a hole that was there.
    void deepen(std::size_t index, double depth, std::size_t needle);
    [[nodiscard]] double largest_radius() const { return cell_; }
    [[nodiscard]] const std::vector<Hole>& all() const { return holes_; }

  private:
    [[nodiscard]] static std::uint64_t key(std::int64_t i, std::int64_t j);
    double cell_;
    std::vector<Hole> holes_;
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> grid_;
};

}  // namespace puncta
