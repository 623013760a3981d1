-- Read when Neovim 0.11 or newer is started in this folder with `:set exrc` in its own configuration.
local here = vim.fs.dirname(vim.fs.normalize(debug.getinfo(1, 'S').source:sub(2)))

-- The language server: `npm install -g vscode-langservers-extracted`.
vim.lsp.config('jsonls', {
  cmd = { 'vscode-json-language-server', '--stdio' },
  filetypes = { 'json', 'jsonc' },
  settings = {
    json = {
      validate = { enable = true },
      schemas = {
        { fileMatch = { '*.stack.json' }, url = vim.uri_from_fname(here .. '/stack.schema.json') },
      },
    },
  },
})
vim.lsp.enable('jsonls')

-- `:make` lints the stack and fills the quickfix list.
vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
  pattern = '*.stack.json',
  callback = function()
    vim.bo.makeprg = 'cookgen lint --quiet --format concise %:S'
    vim.bo.errorformat = '%f:%l:%c: %t%*[a-z] %m'
  end,
})
