-- Opens a plan in a real editor, waits for findings, applies the first fix, and prints both; see .ci/run.
local FOREVER = 2 ^ 31 - 1
local program, path = vim.env.MODSQUAD_LINT, vim.env.MODSQUAD_PLAN
vim.cmd("edit " .. path)
local buffer = vim.api.nvim_get_current_buf()
local client = vim.lsp.start_client({ name = "modsquad-lint", cmd = { program, "server" }, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(buffer, client)

local function wait(what, so)
  if not vim.wait(FOREVER, so, 50) then
    io.stderr:write("no " .. what .. "\n")
    vim.cmd("cquit")
  end
end

local function findings()
  return vim.diagnostic.get(buffer, { severity = { min = vim.diagnostic.severity.WARN } })
end

wait("findings", function() return #findings() > 0 end)
for _, finding in ipairs(findings()) do
  io.stdout:write(("%d:%d %s\n"):format(finding.lnum + 1, finding.col + 1, finding.code))
end
local at = findings()[1]
vim.api.nvim_win_set_cursor(0, { at.lnum + 1, at.col })
local asked = vim.lsp.util.make_range_params()
asked.context = { diagnostics = {} }
local answers = vim.lsp.buf_request_sync(buffer, "textDocument/codeAction", asked, FOREVER)
for _, action in ipairs(answers[client].result) do
  if action.edit and action.isPreferred then
    vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
    break
  end
end
wait("clean text", function() return #findings() == 0 end)
io.stdout:write(table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n") .. "\n")
vim.cmd("qall!")
