# bench_module(name DEPENDS … LIBRARIES … SOURCES … TESTS … MICRO … FUZZ …): one folder = one library = one namespace.
#
# A dependency must be declared above the module that uses it, so the list in bench/CMakeLists.txt is a topological
# order and cycles cannot be written. "May use" is transitive, and base is open to all. The closure is written to
# modules.txt in the build folder, where a test compares it with every #include.
#
# The label of a test is its file's suffix: x_test.cpp is unit, x_truth_test.cpp truth, x_fault_test.cpp fault,
# x_golden_test.cpp golden; one executable a module and label.

include(GoogleTest)
find_package(Threads REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)

option(REQBENCH_LTO "link-time optimisation of the release binary" ON)
option(REQBENCH_TESTS "build the tests" ON)
option(REQBENCH_FUZZ "build the fuzz targets (clang)" OFF)
set(REQBENCH_SANITIZE "" CACHE STRING "address+undefined, thread or empty")
option(REQBENCH_COVERAGE "instrument for coverage" OFF)

add_library(reqbench_options INTERFACE)
target_compile_options(reqbench_options INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror
  $<$<CONFIG:Release>:-O3>)
target_include_directories(reqbench_options INTERFACE ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(reqbench_options INTERFACE Threads::Threads)

# Fat objects: the release binary is linked with LTO, the tests link the same objects without it, in a tenth of the time.
set(use_lto OFF)
if(REQBENCH_LTO AND CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU"
   AND NOT REQBENCH_SANITIZE AND NOT REQBENCH_COVERAGE)
  set(use_lto ON)
  target_compile_options(reqbench_options INTERFACE -flto=auto -ffat-lto-objects)
endif()
if(REQBENCH_SANITIZE STREQUAL "address+undefined")
  set(sanitize_flags -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
elseif(REQBENCH_SANITIZE STREQUAL "thread")
  set(sanitize_flags -fsanitize=thread -g)
elseif(REQBENCH_SANITIZE)
  message(FATAL_ERROR "REQBENCH_SANITIZE is '${REQBENCH_SANITIZE}'; it takes address+undefined or thread")
endif()
if(REQBENCH_COVERAGE)
  list(APPEND sanitize_flags --coverage -g)
endif()
target_compile_options(reqbench_options INTERFACE ${sanitize_flags})
target_link_options(reqbench_options INTERFACE ${sanitize_flags})

file(WRITE ${CMAKE_BINARY_DIR}/modules.txt "")

function(reqbench_gtest target label)
  add_executable(${target} ${ARGN})
  target_link_libraries(${target} PRIVATE reqbench_options GTest::gtest GTest::gmock GTest::gtest_main)
  target_link_options(${target} PRIVATE $<$<BOOL:${use_lto}>:-fno-lto>)
  target_compile_definitions(${target} PRIVATE REQBENCH_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
    REQBENCH_BINARY_DIR="${CMAKE_BINARY_DIR}")
endfunction()

function(bench_module name)
  cmake_parse_arguments(M "" "" "DEPENDS;LIBRARIES;SOURCES;TESTS;MICRO;FUZZ" ${ARGN})
  if(M_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "bench_module(${name}): what is '${M_UNPARSED_ARGUMENTS}'?")
  endif()
  set(closure)
  foreach(dependency IN LISTS M_DEPENDS)
    if(NOT TARGET reqbench_${dependency})
      message(FATAL_ERROR "bench_module(${name}): depends on '${dependency}', which is not declared above it. "
        "Modules stand in flow order (bench/README.md); move the shared word to a module above, or pass a value down.")
    endif()
    get_target_property(inherited reqbench_${dependency} REQBENCH_MAY_USE)
    list(APPEND closure ${dependency} ${inherited})
  endforeach()
  list(REMOVE_DUPLICATES closure)
  list(REMOVE_ITEM closure NOTFOUND)
  list(JOIN closure " " words)
  file(APPEND ${CMAKE_BINARY_DIR}/modules.txt "${name}: ${words}\n")

  list(TRANSFORM M_SOURCES PREPEND ${name}/)
  list(TRANSFORM M_DEPENDS PREPEND reqbench_)
  if(M_SOURCES)
    add_library(reqbench_${name} STATIC ${M_SOURCES})
    target_link_libraries(reqbench_${name} PUBLIC reqbench_options ${M_DEPENDS} ${M_LIBRARIES})
  else() # headers only
    add_library(reqbench_${name} INTERFACE)
    target_link_libraries(reqbench_${name} INTERFACE reqbench_options ${M_DEPENDS} ${M_LIBRARIES})
  endif()
  set_target_properties(reqbench_${name} PROPERTIES REQBENCH_MAY_USE "${closure}")

  if(REQBENCH_TESTS)
    foreach(test IN LISTS M_TESTS)
      if(test MATCHES "_(truth|fault|golden)_test\\.cpp$")
        list(APPEND tests_${CMAKE_MATCH_1} ${name}/${test})
      else()
        list(APPEND tests_unit ${name}/${test})
      endif()
    endforeach()
    foreach(label unit truth fault golden)
      if(tests_${label})
        reqbench_gtest(${name}_${label}_tests ${label} ${tests_${label}})
        target_link_libraries(${name}_${label}_tests PRIVATE reqbench_${name})
        gtest_discover_tests(${name}_${label}_tests TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
          PROPERTIES LABELS ${label} TIMEOUT 120)
      endif()
    endforeach()
    if(M_MICRO)
      list(TRANSFORM M_MICRO PREPEND ${name}/)
      add_executable(${name}_micro ${M_MICRO})
      target_link_libraries(${name}_micro PRIVATE reqbench_${name} benchmark::benchmark_main)
      target_link_options(${name}_micro PRIVATE $<$<BOOL:${use_lto}>:-fno-lto>)
    endif()
  endif()
  if(REQBENCH_FUZZ)
    foreach(fuzz IN LISTS M_FUZZ)
      string(REPLACE "_fuzz.cpp" "" stem ${fuzz})
      add_executable(${name}_${stem}_fuzz ${name}/${fuzz})
      target_compile_options(${name}_${stem}_fuzz PRIVATE -fsanitize=fuzzer,address,undefined)
      target_link_options(${name}_${stem}_fuzz PRIVATE -fsanitize=fuzzer,address,undefined)
      target_link_libraries(${name}_${stem}_fuzz PRIVATE reqbench_${name})
    endforeach()
  endif()
endfunction()
