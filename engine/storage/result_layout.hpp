#pragma once
/// The datasets that every finished result holds, as FORMAT.md lists them, for programs that read.
///
/// Readers ask for these by name, so a file that lacks one, or holds it with another type or another number
/// of axes, is refused when it is opened instead of failing somewhere inside. What a later version adds is
/// allowed.

#include <string>
#include <string_view>
#include <vector>

namespace puncta {

/// Types of values as FORMAT.md names them; `none` is a dimension without labels.
enum class ElementType { f64, i64, i32, i16, u8, text, none };

/// "f64", "i64", …; "" for none.
std::string_view type_name(ElementType type);

/// Bytes of one number; 0 for text and none.
std::size_t size_of(ElementType type);

/// One dataset: where it is, what it holds, and the names of its dimensions (datasets of the same group).
struct LayoutEntry {
    std::string path;  ///< "/map/density"
    ElementType type = ElementType::f64;
    std::vector<std::string> dimensions;
    bool only_finished = false;  ///< written when the run is complete
};

/// The names of the groups, in the order of FORMAT.md.
const std::vector<std::string>& result_groups();

const std::vector<LayoutEntry>& result_layout();

}  // namespace puncta
