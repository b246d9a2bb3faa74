#include "launch/scratch.hpp"

#include "base/file.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace reqbench::launch {
namespace {

namespace fs = std::filesystem;

bool has_use_for_scratch(const Manifest &manifest) {
  return !manifest.filled.empty() || std::ranges::any_of(manifest.start, [](const std::string &word) {
    return word.find("{scratch}") != word.npos;
  });
}

base::Result<fs::path> make_folder(const fs::path &root, const std::string &name) {
  const auto starts = root / "build" / "starts";
  std::error_code code;
  fs::create_directories(starts, code);
  if (code) return base::Error{base::ErrorKind::environment, "making " + starts.string() + ": " + code.message()};
  auto path = (starts / (name + "-XXXXXX")).string();
  if (::mkdtemp(path.data()) == nullptr) return base::system_error(base::ErrorKind::environment, "making " + path);
  return fs::path{path};
}

} // namespace

base::Result<Scratch> Scratch::make(const Manifest &manifest, Filling &filling) {
  if (!has_use_for_scratch(manifest)) return Scratch{fs::path{}};
  auto folder = make_folder(filling.root, manifest.name);
  if (!folder) return std::move(folder).error();
  Scratch scratch{*folder};
  filling.scratch = *folder;
  bool told = mentions_port(manifest.start);
  for (const auto &name : manifest.filled) {
    const auto text = base::read_file(filling.folder / name, base::ErrorKind::environment);
    if (!text) return text.error();
    told |= text->find("{port}") != text->npos;
    if (auto written = base::write_file_atomically(*folder / name, fill(*text, filling)); !written)
      return std::move(written).error();
  }
  if (!told && !manifest.filled.empty())
    return base::Error{base::ErrorKind::usage,
                       "servers/" + manifest.name +
                           "/server.json: at /filled: none of its files "
                           "holds {port}, and /start does not; the server would never know its port"};
  return scratch;
}

Scratch::Scratch(Scratch &&other) noexcept : folder_{std::exchange(other.folder_, {})} {}

Scratch &Scratch::operator=(Scratch &&other) noexcept {
  std::swap(folder_, other.folder_);
  return *this;
}

Scratch::~Scratch() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

} // namespace reqbench::launch
