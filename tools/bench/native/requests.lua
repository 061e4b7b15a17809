-- What wrk asks: the requests of a file, in order and over again, made ready before the clock runs.
-- wrk -s requests.lua URL -- FILE METHOD [CONTENT-TYPE]; a line of FILE is a path, a tab and a body.

local requests, place = {}, 0

function init(args)
  local headers = {}
  if args[3] and args[3] ~= "" then headers["content-type"] = args[3] end
  for line in io.lines(args[1]) do
    local path, body = line:match("^([^\t]*)\t(.*)$")
    if body == "" then body = nil end
    requests[#requests + 1] = wrk.format(args[2], path, headers, body)
  end
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"duration_us":%d,"refused":%d,"failed":%d}\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
