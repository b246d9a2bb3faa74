// Programs as tests run them: bounded in time, standard output and error kept, signals on demand.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace reqbench::tests {

/// A folder under the system's temporary folder that goes with its owner.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;
  const std::filesystem::path &path() const { return path_; }

private:
  std::filesystem::path path_;
};

struct Finished {
  int exit_code = -1; ///< −1: a signal ended it (or we had to, after the limit)
  bool timed_out = false;
  std::string out, err;
};

class Subprocess {
public:
  /// environment: "K=V", added to ours.
  Subprocess(std::vector<std::string> command, std::vector<std::string> environment = {});
  ~Subprocess(); ///< kills it when it still runs

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// What it has written so far.
  std::string out() const;
  std::string err() const;
  /// Waits until `text` stands in standard error or output; false when it ended or the limit passed before.
  bool wait_for(const std::string &text, std::chrono::seconds limit);
  Finished wait(std::chrono::seconds limit);

private:
  bool ended();

  TemporaryFolder folder_;
  pid_t pid_ = 0;
  bool reaped_ = false;
  int status_ = 0;
};

Finished run(std::vector<std::string> command, std::vector<std::string> environment = {},
             std::chrono::seconds limit = std::chrono::seconds{60});

/// The binary under test, in the build folder of these tests.
std::string reqbench_binary();

/// All processes whose command line holds `text`, by /proc; to prove that nothing was left behind.
std::vector<pid_t> processes_with(const std::string &text);

/// The signal stands in that line of /proc/<process>/status: "SigCgt", "SigIgn", "ShdPnd".
bool signal_in(pid_t process, const std::string &line, int signal);

/// Until `holds` does; false when the limit passed before.
bool wait_until(const std::function<bool()> &holds, std::chrono::seconds limit);

void write_file(const std::filesystem::path &path, const std::string &text);
std::string read_text(const std::filesystem::path &path);

} // namespace reqbench::tests
