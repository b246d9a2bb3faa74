# What kind of build this is: release, address+undefined, thread, fuzz or coverage. scripts/dev names the kinds; here
# stand their flags: reqbench_options for all own code, and lists for what only some of it takes.

find_package(Threads REQUIRED)

option(REQBENCH_TESTS "offer the tests and micro-benchmarks" ON)
option(REQBENCH_LTO "link-time optimisation of the release binary" ON)
option(REQBENCH_COVERAGE "instrument for line coverage" OFF)
option(REQBENCH_FUZZ "offer the fuzz targets (clang)" OFF)
set(REQBENCH_PYTHON OFF CACHE STRING "the Python module: OFF, ON, or ONLY, without the programs beside it")
set(REQBENCH_SANITIZE "" CACHE STRING "address+undefined, thread or empty")

add_library(reqbench_options INTERFACE)
target_compile_options(reqbench_options INTERFACE -Wall -Wextra -Wconversion -Wshadow)
if(NOT REQBENCH_PYTHON STREQUAL "ONLY") # pip builds it with compilers that we have not seen
  target_compile_options(reqbench_options INTERFACE -Werror)
endif()
# GCC 12 sees overlapping copies in std::string's operator+ that are not there (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(reqbench_options INTERFACE -Wno-restrict)
endif()
target_include_directories(reqbench_options INTERFACE ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(reqbench_options INTERFACE Threads::Threads)

# A Python module is a shared library, and so must be what is linked into it.
if(REQBENCH_PYTHON)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
endif()

set(instrument)
if(REQBENCH_SANITIZE STREQUAL "address+undefined")
  # Compiled as soon as without -Og, the tests take half their time.
  set(instrument -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g1 -Og)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND instrument -Wno-maybe-uninitialized) # false alarms in the standard library between instrumented lines
  endif()
elseif(REQBENCH_SANITIZE STREQUAL "thread")
  set(instrument -fsanitize=thread -g1)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND instrument -Wno-tsan) # Asio's fences, which gcc's thread sanitizer does not follow
  endif()
elseif(REQBENCH_SANITIZE)
  message(FATAL_ERROR "REQBENCH_SANITIZE is '${REQBENCH_SANITIZE}'; it takes address+undefined or thread")
endif()
if(REQBENCH_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "REQBENCH_FUZZ needs clang; add -DCMAKE_CXX_COMPILER=clang++-16")
  endif()
  set(instrument -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -g -O1)
endif()
if(REQBENCH_COVERAGE)
  list(APPEND instrument --coverage -fprofile-update=atomic -g) # workers are threads
endif()
target_compile_options(reqbench_options INTERFACE ${instrument})
target_link_options(reqbench_options INTERFACE ${instrument})

# Fat objects: the release binary is linked with LTO, the tests link the same objects without it, in a tenth of the time.
# Only what a measured request passes through is compiled so: a fat object takes its compiler twice.
set(lto_compile)
set(lto_link)
set(lto_refuse)
if(REQBENCH_LTO AND CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT instrument)
  set(lto_compile -flto=auto -ffat-lto-objects)
  if(REQBENCH_PYTHON STREQUAL "ONLY") # nothing is linked without it; thin objects need the compiler's own archiver
    set(lto_compile -flto=auto)
    set(CMAKE_AR ${CMAKE_CXX_COMPILER_AR})
    set(CMAKE_RANLIB ${CMAKE_CXX_COMPILER_RANLIB})
  endif()
  set(lto_link -O3 -flto=auto)
  set(lto_refuse -fno-lto)
endif()

# Tests of a release build test optimised modules, but are themselves built to be built soon. Under the sanitizers their
# own arithmetic is not looked at, which would double their compile time; their memory is, for they lend it to modules.
add_library(reqbench_test_options INTERFACE)
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT instrument)
  target_compile_options(reqbench_test_options INTERFACE -O0)
elseif(REQBENCH_SANITIZE STREQUAL "address+undefined")
  target_compile_options(reqbench_test_options INTERFACE -fno-sanitize=undefined)
endif()

# Most of a file's compile time is spent reading JSON's, Boost's and the standard library's headers, so the files of a
# module are compiled several at a time. Names of one module's files must therefore differ, also the hidden ones. The
# kinds coverage, lint and fuzz take each file alone, which proves that it includes what it uses.
option(REQBENCH_UNITY "compile several files of a module at a time" ON)
set(CMAKE_UNITY_BUILD ${REQBENCH_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # A tenth of the compile time goes into collecting garbage, which such files only make below this size (kB).
  target_compile_options(reqbench_options INTERFACE "SHELL:--param ggc-min-heapsize=600000")
endif()
