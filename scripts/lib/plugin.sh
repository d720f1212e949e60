# What the browser plugin's tests and figures need. To be sourced after packages.sh.
# shellcheck shell=bash

need_plugin_packages() {
  local -a packages=(
    "chromium=the browser plugin is tested in a real browser"
    "util-linux=shows that browser policies that no other program sees"
    "openssl=makes the certificates of the tests' web servers"
    "libnss3-tools=gives the browser a client certificate"
    "python3=packs the plugin"
  )
  command -v node >/dev/null || packages+=("nodejs=runs the browser plugin's tests")
  # Ubuntu has no firefox-esr; the test that wants it is skipped there.
  if apt-cache show firefox-esr >/dev/null 2>&1; then
    packages+=("firefox-esr=the browser plugin is tried in Firefox as well")
  fi
  need_packages "${packages[@]}"
}

# check_plugin: unit tests in Node, then the flow cases in a browser.
check_plugin() {
  node --test Tests/BrowserPlugin/unit/*.test.mjs
  node --test --test-concurrency=2 Tests/BrowserPlugin/browser/*.test.mjs
}
