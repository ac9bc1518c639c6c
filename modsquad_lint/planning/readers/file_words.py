"""Words that tell a path in prose from other words: extensions, names of files, names of products."""

from __future__ import annotations

from ...text.words import word_set

EXTENSIONS = word_set(
    """
    adoc asciidoc asm asmdef astro avif bash bat bicep bmp c cc cfg cjs clj cljc cljs cmake
    cmd coffee conf cpp cr cs csh cshtml csproj css csv cts cu cue cuh cxx dart diff
    dockerfile editorconfig edn eex ejs elm entitlements erb erl ex exs fish frag fsproj fsx
    gd gdshader gif gleam glsl go gql gradle graphql groovy h haml hbs hcl heex hh hpp hrl
    hs htm html hxx ico ics ini ino ipynb j2 java jinja jinja2 jl jpeg jpg js json json5
    jsonc jsonl jsonnet jsx kdl kt kts leex less lhs libsonnet liquid lua m4 markdown md mdc
    mdx metal mjs ml mli mm mp3 mp4 mts mustache nim nix njk nsi pas patch pbxproj pdf php
    phtml pl plist po prisma proto ps1 psd1 psm1 pug purs py pyi pyx qml rake rb rego resx
    robot rs rst sass sbt scala scss sh shader slint sln slnx sol sql storyboard strings sty
    styl sv svelte svg swift tcl tex tf tfvars thrift toml tres ts tscn tsv tsx ttf twig txt
    unity uplugin uproject vb vbproj vert vhd vhdl vue wasm wat wav webm webmanifest webp
    wgsl wit woff woff2 xaml xcconfig xcprivacy xcscheme xib xlf xliff xml xsd xsl yaml yang
    yml zig zsh
    """
)
"""Extensions that hardly anything but a file's name ends with."""

CODE_TOO = word_set(
    """
    app baml bin cert class config crt d dat data db def dll env example f fbs feature fs
    gitkeep http in inc input jar keep key list local lock log m map mk mod model module obj
    out p12 pem pm props r raw req rest rules s sample schema service snap so socket spec
    sqlite sqlite3 sum svc target targets template test timer tmpl tpl ui v
    """
)
"""Extensions that code writes too, as `console.log`: names of files where a folder stands before."""

NAMES = word_set(
    """
    .babelrc .browserslistrc .clang-format .clang-tidy .coveragerc .cursorrules
    .dockerignore .editorconfig .env .env.dev .env.development .env.example .env.local
    .env.prod .env.production .env.sample .env.staging .env.template .env.test .eslintignore
    .eslintrc .eslintrc.cjs .eslintrc.js .eslintrc.json .flake8 .gitattributes .gitignore
    .gitkeep .gitlab-ci.yml .gitmodules .golangci.yml .htaccess .mcp.json .node-version
    .npmignore .npmrc .nvmrc .pre-commit-config.yaml .prettierignore .prettierrc
    .prettierrc.json .pylintrc .python-version .ruby-version .stylelintrc .swiftformat
    .swiftlint.yml .tool-versions .yamllint .yarnrc.yml BUILD.bazel Berksfile Brewfile
    CMakeLists.txt CODEOWNERS Caddyfile Cargo.lock Cartfile Containerfile Dangerfile
    Dockerfile Dockerfile.dev Dockerfile.prod Fastfile Gemfile Gemfile.lock Guardfile
    Jenkinsfile Justfile Makefile Package.resolved Pipfile Pipfile.lock Podfile Podfile.lock
    Procfile Rakefile Snakefile Tiltfile Vagrantfile bun.lock bun.lockb composer.lock
    deno.lock flake.lock go.mod go.sum go.work gradlew mix.lock pdm.lock pnpm-lock.yaml
    poetry.lock pubspec.lock uv.lock yarn.lock
    """
)
"""Names of files that are no words of prose, though many of them have no known extension."""

_LIBRARIES = word_set(
    """
    adonis alpine angular anime apexcharts astro babylon backbone brain bull cannon chart
    clipboard crypto cypress d3 datatables day deck discord dropzone electron ember ethers
    express fabric fastify feathers fuse gatsby grid gun hammer handlebars hapi highlight
    htmx inertia intro jest jquery keystone knex koa konva leaflet lit lodash lunr marked
    mathjax matter meteor mithril mocha moment mustache nest next node nuxt opencv p5 paper
    parallax particles passport pdf phaser pixi plotly plyr polka popper preact prism
    puppeteer quill react remix require reveal sails select2 sequelize shepherd signals
    sketch socket solid stencil stimulus strapi svelte svg swiper tensorflow three tippy
    tone transformers turbo two typed underscore video vis vue vuex web3 wow zone zx
    """
)
PRODUCTS = frozenset(f"{name}.js" for name in _LIBRARIES) | word_set(
    """
    ado.net asp.net bun.sh crates.io deno.ts docs.rs ml.net socket.io vb.net
    """
)
"""Names of products that are written like files, in lower case."""

COMMON = word_set(
    """
    __init__.py index.cjs index.css index.d.ts index.js index.jsx index.mjs index.scss
    index.ts index.tsx index.vue layout.tsx mod.rs page.tsx route.ts
    """
)
"""Names of files that stand in many folders, in lower case: alone, they don't say which is meant."""

ROOTS = word_set(
    """
    android app apps backend cmd crates docs frontend internal ios lib libs mobile packages
    pkg spec src test tests web
    """
)
"""Folders at the top in whose name nobody sees a word of prose."""

NO_FOLDERS = word_set(
    """
    and br file: hr http: https: n or vs w with without
    """
)
"""Words that a slash may follow, and that are no folders."""

NO_PLACES = word_set(
    """
    actions application audio bugfix chore chrome-extension date-fns django docker docker.io
    drizzle-orm expo false feat feature firebase fix font fp-ts ghcr.io github golang.org
    google googleapis gopkg.in graphql-tag hotfix image io jest-dom k8s.io lodash main
    master message mocha model multipart n/a next next-auth node node-fetch npm null nuxt
    origin preact quay.io react react-dom react-native redux refs registry.k8s.io release
    rxjs sentry sigs.k8s.io socket.io std svelte swr text true undefined upstream video vite
    vitest vue yes zod zustand
    """
)
"""First parts of types of media, branches, images, imports and alternatives, which are no folders."""
