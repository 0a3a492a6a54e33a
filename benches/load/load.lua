-- What wrk asks: the paths of a file in turn, or the address itself where there is no file; and what it says at the end.

init = function(args)
  if not args[1] then return end
  local requests, next = {}, 0
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
  -- Every thread begins elsewhere, so that they do not ask the same at once.
  next = math.floor(#requests * (tonumber(tostring({}):match("0x(%x+)"), 16) % 1000) / 1000)
  request = function()
    next = next % #requests + 1
    return requests[next]
  end
end

done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nresult {"requests":%d,"micros":%d,"p50":%d,"p99":%d,"p999":%d,"failed":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
