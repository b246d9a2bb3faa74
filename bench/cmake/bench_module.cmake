# bench_module(name [HOT] DEPENDS … LIBRARIES … SOURCES … ALONE … TESTS … MICRO … FUZZ …): one folder = one library = one
# namespace. HOT says that a measured request passes through it: it is linked with link-time optimisation. ALONE names
# sources that are compiled alone, because they say in their own way what a sibling says under the same hidden names.
#
# A dependency must be declared above the module that uses it, so the list in bench/CMakeLists.txt is a topological
# order and cycles cannot be written. "May use" is transitive, and base is open to all. The closure is written to
# modules.txt in the build folder, where a test compares it with every #include.
#
# The label of a test is its file's suffix: x_test.cpp is unit, x_truth_test.cpp truth, x_fault_test.cpp fault,
# x_golden_test.cpp golden; one executable a module and label.

include(${CMAKE_CURRENT_LIST_DIR}/build_kind.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/bench_test.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/embed.cmake)

file(WRITE ${CMAKE_BINARY_DIR}/modules.txt "")

function(bench_module name)
  cmake_parse_arguments(M "HOT" "" "DEPENDS;LIBRARIES;SOURCES;ALONE;TESTS;MICRO;FUZZ" ${ARGN})
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
  list(REMOVE_ITEM closure NOTFOUND inherited-NOTFOUND)
  list(JOIN closure " " words)
  file(APPEND ${CMAKE_BINARY_DIR}/modules.txt "${name}: ${words}\n")

  list(TRANSFORM M_SOURCES PREPEND ${name}/)
  list(TRANSFORM M_ALONE PREPEND ${name}/)
  list(TRANSFORM M_DEPENDS PREPEND reqbench_)
  set_source_files_properties(${M_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  if(M_SOURCES)
    add_library(reqbench_${name} STATIC ${M_SOURCES})
    target_link_libraries(reqbench_${name} PUBLIC reqbench_options ${M_DEPENDS} ${M_LIBRARIES})
    if(M_HOT)
      target_compile_options(reqbench_${name} PRIVATE ${lto_compile})
    endif()
  else() # headers only
    add_library(reqbench_${name} INTERFACE)
    target_link_libraries(reqbench_${name} INTERFACE reqbench_options ${M_DEPENDS} ${M_LIBRARIES})
  endif()
  set_target_properties(reqbench_${name} PROPERTIES REQBENCH_MAY_USE "${closure}")

  if(REQBENCH_TESTS)
    module_tests(${name} ${M_TESTS})
    if(M_MICRO)
      list(TRANSFORM M_MICRO PREPEND ${name}/)
      add_executable(${name}_micro ${M_MICRO})
      target_link_libraries(${name}_micro PRIVATE reqbench_${name} benchmark::benchmark_main)
      target_link_options(${name}_micro PRIVATE ${lto_refuse})
    endif()
  endif()
  if(REQBENCH_FUZZ)
    foreach(fuzz IN LISTS M_FUZZ)
      string(REPLACE "_fuzz.cpp" "" stem ${fuzz})
      add_executable(${name}_${stem}_fuzz ${name}/${fuzz})
      target_link_options(${name}_${stem}_fuzz PRIVATE -fsanitize=fuzzer)
      target_link_libraries(${name}_${stem}_fuzz PRIVATE reqbench_${name})
    endforeach()
  endif()
endfunction()

function(module_tests name)
  foreach(label unit truth fault golden)
    set(sources ${ARGN})
    if(label STREQUAL "unit")
      list(FILTER sources EXCLUDE REGEX "_(truth|fault|golden)_test\\.cpp$")
    else()
      list(FILTER sources INCLUDE REGEX "_${label}_test\\.cpp$")
    endif()
    if(sources)
      list(TRANSFORM sources PREPEND ${name}/)
      # Fault tests mostly wait, but those of a HOT module drive loads, whose answers have fractions of a second.
      set(waits)
      if(label STREQUAL "fault" AND NOT M_HOT)
        set(waits WAITS)
      endif()
      reqbench_gtest(${name}_${label}_tests ${label} ${waits} TIMEOUT 120 PREFIX ${name} SOURCES ${sources})
      target_link_libraries(${name}_${label}_tests PRIVATE reqbench_${name})
    endif()
  endforeach()
endfunction()
