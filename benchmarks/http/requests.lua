-- One request after the other from a file: METHOD, path and body parted by tabs, one a line.
local made, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local method, path, body = line:match("^(.-)\t(.-)\t(.*)$")
    made[#made + 1] = wrk.format(method, path, wrk.headers, body ~= "" and body or nil)
  end
end

function request()
  at = at % #made + 1
  return made[at]
end
