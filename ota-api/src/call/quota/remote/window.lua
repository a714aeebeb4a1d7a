-- The window of one operation, for all hosts: `window.rs` in Lua, by the clock of the server. Times are microseconds.
--
-- KEYS: the sends, with the times when their places are free; those who wait, with the times since when; those
-- who wait, with the times until which they are waited for; the rest.
-- ARGV: what to do, the ticket, and then what the action takes.
-- Returns whether there is a place; the time until there is one, or until there is the next one; and the time after which to
-- look again.

local sends, line, leases, rest = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local action, ticket = ARGV[1], ARGV[2]
local SECOND = 1000000
local LONGEST, LONGEST_ASKED = 2 * SECOND, 60 * SECOND
-- How long a server has to run until nobody is left who has sent anything without it, in seconds.
local RESTART = 6
local PAUSE, LONGEST_PAUSE = SECOND / 4, 8 * SECOND
local WHOLE, LEAST = 1000, 15
-- How often those who come next look: a place may have been given back.
local LOOK = SECOND / 5
-- How long somebody is waited for who said when to look again.
local GRACE = SECOND / 4
-- How long what nobody asks for is kept, in milliseconds.
local KEPT = 120000

local time = redis.call('TIME')
local now = time[1] * SECOND + time[2]
-- Redis would shorten large numbers to fourteen digits.
local function text(number) return string.format('%.0f', number) end

local function get(name, default)
    return tonumber(redis.call('HGET', rest, name) or default)
end
local paused, share = get('paused', 0), get('share', WHOLE)
local changed, cut, strikes = get('changed', 0), get('cut', 0), get('strikes', 0)

-- A clock that was set back holds nobody up for long.
paused, changed, cut = math.min(paused, now + LONGEST_ASKED), math.min(changed, now), math.min(cut, now + 1)
for _, late in ipairs(redis.call('ZRANGEBYSCORE', sends, '(' .. text(now + LONGEST), '+inf')) do
    redis.call('ZADD', sends, text(now + LONGEST), late)
end
redis.call('ZREMRANGEBYSCORE', sends, '-inf', text(now))
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', text(now))) do
    redis.call('ZREM', line, gone)
    redis.call('ZREM', leases, gone)
end
while share < WHOLE and now >= math.max(changed, paused) + SECOND do
    share = math.min(share + WHOLE / 10, WHOLE)
    changed = math.max(changed, paused) + SECOND
end

-- The time that is left until a call has its turn that has so many before it, at least.
local function turn(before, places)
    local used = redis.call('ZCARD', sends)
    local excess, unused = math.max(used - places, 0), math.max(places - used, 0)
    local rounds, index = math.floor(before / places), before % places
    local first = now
    if index >= unused then
        local at = excess + index - unused
        local found = redis.call('ZRANGE', sends, at, at, 'WITHSCORES')
        -- The place of a send that is under way can be free in a second.
        first = math.min(tonumber(found[2] or now), now + SECOND)
    end
    return math.max(first, now, paused) + rounds * SECOND - now
end

local function places(limit)
    return math.max(math.floor(limit * share / WHOLE), 1)
end

local taken, wait, look = 0, 0, 0
if action == 'take' then
    local limit, waited, is_new = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5] == '1'
    if is_new then
        -- A server that has just started does not know what was sent without it.
        local up = tonumber(string.match(redis.call('INFO', 'server'), 'uptime_in_seconds:(%d+)') or 0)
        if up < RESTART then
            paused = math.max(paused, now + (RESTART - up) * SECOND)
        end
    end
    local since = redis.call('ZSCORE', line, ticket)
    if not since then
        since = now - math.max(waited, 0)
        redis.call('ZADD', line, text(since), ticket)
    end
    local before = redis.call('ZRANK', line, ticket)
    local used = redis.call('ZCARD', sends)
    if paused <= now and used + before < places(limit) then
        redis.call('ZADD', sends, text(now + LONGEST), ticket)
        redis.call('ZREM', line, ticket)
        redis.call('ZREM', leases, ticket)
        taken, wait = 1, turn(redis.call('ZCARD', line), places(limit))
    else
        wait = turn(before, places(limit))
        look = math.min(wait, math.max(wait / 2, LOOK))
        redis.call('ZADD', leases, text(now + look + GRACE), ticket)
    end
elseif action == 'probe' then
    -- All that calls need is tried.
    redis.call('INFO', 'server')
else
    redis.call('ZREM', line, ticket)
    redis.call('ZREM', leases, ticket)
    local free = tonumber(redis.call('ZSCORE', sends, ticket) or 0)
    local start = free - LONGEST
    if action == 'unsent' then
        redis.call('ZREM', sends, ticket)
    elseif action == 'accepted' then
        if strikes > 0 and start > cut then strikes = 0 end
    elseif action == 'throttled' then
        local asked = tonumber(ARGV[3])
        -- Calls that were under way together are refused together, which is one sign and not many.
        local is_first = free == 0 or start >= cut
        local pause = 0
        if is_first then
            share = math.max(math.floor(share / 2), LEAST)
            strikes = math.min(strikes + 1, 17)
            cut, changed = now + 1, now
            pause = math.min(PAUSE * 2 ^ (strikes - 1), LONGEST_PAUSE)
        end
        if asked then pause = math.min(asked, LONGEST_ASKED) end
        paused = math.max(paused, now + pause)
    end
    if free > 0 and action ~= 'unsent' then
        redis.call('ZADD', sends, text(math.min(free, now + SECOND)), ticket)
    end
end

redis.call('HSET', rest, 'paused', text(paused), 'share', share, 'changed', text(changed), 'cut', text(cut),
    'strikes', strikes)
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, KEPT) end
return { taken, math.ceil(wait), math.ceil(look) }
