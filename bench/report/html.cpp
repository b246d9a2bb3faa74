// One page that opens from disk and asks nobody for anything: text and tables for every reader, charts where its own
// scripts may run. Everything foreign is escaped, and the content-security policy allows exactly these scripts, by
// hash.
#include "report/formats.hpp"
#include "report/page/markup.hpp"
#include "report/page/parts.hpp"
#include "report/page/sections.hpp"

#include "sample/base64.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

std::string bytes_of(std::string_view hexadecimal) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2)
    bytes += static_cast<char>(digit(hexadecimal[i]) * 16 + digit(hexadecimal[i + 1]));
  return bytes;
}

std::string allowed(std::string_view sha256) { return " 'sha256-" + sample::base64_encode(bytes_of(sha256)) + "'"; }

/// A page without charts has no library, and nothing to say of its licences.
bool draws(const View &view) {
  return std::ranges::any_of(view.charts, [](const Chart &chart) { return !chart.spec.is_null(); });
}

/// Vega sets its marks' styles in place, which only 'unsafe-inline' allows; a style can neither run nor send anything.
std::string policy(const View &view) {
  return "default-src 'none'; script-src" + allowed(page_script_sha256) +
         (draws(view) ? allowed(draw_script_sha256) + allowed(chart_library_sha256) : "") +
         "; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
}

std::string print_head(const View &view) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
         policy(view) +
         "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
         page::escape(view.title) + "</title>\n<style>\n" + std::string{page_style} + "</style>\n</head>\n";
}

std::string print_contents(const std::vector<page::Section> &sections) {
  std::string links;
  for (const auto &section : sections)
    links += "<a href=\"#" + section.id + "\">" + page::escape(section.title) + "</a>\n";
  return "<nav aria-label=\"Contents\">\n" + links + "</nav>\n";
}

std::string print_header(const View &view, const std::vector<page::Section> &sections) {
  const bool untrusted =
      std::ranges::find(view.findings, statistics::Grade::invalid, &statistics::Finding::grade) != view.findings.end();
  return "<header>\n<h1>" + page::escape(view.title) +
         (untrusted ? " <strong class=\"invalid\">not valid: see the findings</strong>" : "") + "</h1>\n<p>" +
         page::escape(view.subtitle) + "</p>\n" + print_contents(sections) + "</header>\n";
}

/// `script` stands right behind the tools, so that they can be used while the rest is still being read.
std::string print_main(const View &view, const std::vector<page::Section> &sections, const std::string &script) {
  std::string text = "<main>\n";
  for (const auto &section : sections) {
    const auto about = section.workload.empty() ? "" : " data-workload=\"" + page::escape(section.workload) + "\"";
    text += "<section" + about + ">\n" + page::heading(section.id, section.title) + section.body + "</section>\n";
    if (section.id == "compared") text += page::print_tools(view) + script;
  }
  return text + "</main>\n";
}

std::string print_footer() {
  return "<footer>\n" +
         page::folded(
             "The charts are drawn by Vega-Lite and what it is made of: their licences",
             "<pre tabindex=\"0\">" +
                 [] {
                   std::string text;
                   for (const char c : chart_licences)
                     text += c == '\n'  ? std::string{"\n"}
                             : c == '<' ? "&lt;"
                             : c == '>' ? "&gt;"
                             : c == '&' ? "&amp;"
                                        : std::string{c};
                   return text;
                 }() +
                 "</pre>\n") +
         "</footer>\n";
}

std::string print_told(const View &view, const std::string &script) {
  const auto sections = page::make_sections(view);
  return "<body>\n" + print_header(view, sections) + print_main(view, sections, script) + page::print_numbers(view);
}

std::string script(std::string_view text, std::string_view about = {}) {
  return "<script" + std::string{about} + ">" + std::string{text} + "</script>\n";
}

/// The library is text until the script that draws makes it a script of its own: reading it takes longer than all the
/// rest, and the page can be used before.
std::string print_drawing() {
  return script(chart_library, " type=\"text/plain\" id=\"chart-library\"") + script(draw_script);
}

} // namespace

std::string print_html_body(const View &view) { return print_told(view, ""); }

std::string print_html(const View &view) {
  return print_head(view) + print_told(view, script(page_script)) +
         (draws(view) ? print_footer() + print_drawing() : "") + "</body>\n</html>\n";
}

} // namespace reqbench::report
