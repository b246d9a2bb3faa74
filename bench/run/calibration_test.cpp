#include "run/calibration.hpp"

#include "base/file.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace reqbench::run {
namespace {

load::Shot shot(std::string bytes, bool head = false) {
  load::Shot made;
  made.bytes = std::move(bytes);
  made.expect.text = "of its own";
  made.head = head;
  made.weight = 3;
  return made;
}

StoredAnswer hello() {
  StoredAnswer answer{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", .expect = {}};
  answer.expect.body = workload::BodyRule::text;
  answer.expect.text = "hello";
  return answer;
}

TEST(Calibration, StoresTheAnswerOfARequestThatHasABody) {
  const std::vector shots{shot("HEAD", true), shot("GET"), shot("POST")};
  EXPECT_EQ(request_to_store(shots), 1U);
  EXPECT_FALSE(request_to_store(std::span{shots}.first(1)));
  EXPECT_FALSE(request_to_store({}));
}

TEST(Calibration, AsksTheSameRequestsAndExpectsTheStoredAnswer) {
  const std::vector shots{shot("GET /1"), shot("HEAD", true), shot("GET /2")};
  const auto asked = calibration_shots(shots, hello());
  ASSERT_EQ(asked.size(), 2U) << "an answer to HEAD would end before its body";
  for (const auto &one : asked) {
    EXPECT_EQ(one.expect.text, "hello");
    EXPECT_EQ(one.answer.size(), hello().bytes.size());
    EXPECT_EQ(one.weight, 3);
  }
  EXPECT_EQ(asked[0].bytes, "GET /1");
  EXPECT_EQ(asked[1].bytes, "GET /2");
}

TEST(AnswerFile, HoldsTheBytesAndGoesWithItsOwner) {
  const auto root = std::filesystem::temp_directory_path() / ("calibration-" + std::to_string(::getpid()));
  std::filesystem::path path;
  {
    auto file = AnswerFile::write(root, hello().bytes);
    ASSERT_TRUE(file) << file.error().message();
    path = file->path();
    EXPECT_EQ(*base::read_file(path), hello().bytes);
    const AnswerFile moved = *std::move(file);
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  std::filesystem::remove_all(root);
}

TEST(AnswerFile, ThatCannotBeMadeIsAnError) { EXPECT_FALSE(AnswerFile::write("/proc/nowhere", "x")); }

} // namespace
} // namespace reqbench::run
