// The real gateway of npm (wechaty-puppet-service) over a mock account, steered over HTTP. For the tests; loopback only.
//   node gateway.js '{"grpc": 8788, "http": 8789, "token": "…", "state": "FILE"?, "tls": {"cert": "FILE", "key": "FILE"}?}'
import fs from 'fs'
import http from 'http'

import { PuppetServer } from 'wechaty-puppet-service'
import * as PUPPET from 'wechaty-puppet'

import { Account } from './account.js'

const asked = JSON.parse(process.argv[2])
const account = new Account(asked.state)
account.on('error', () => {}) // an unheard `error` would end the process
await account.start()
await account.restore()
account.calls = {}
if (account.self) await account.login(account.self)

const tls = asked.tls
  ? { serverCert: fs.readFileSync(asked.tls.cert, 'utf8'), serverKey: fs.readFileSync(asked.tls.key, 'utf8') }
  : { disable: true }
const server = new PuppetServer({ endpoint: `127.0.0.1:${asked.grpc}`, puppet: account, token: asked.token, tls })
const unheard = account.listenerCount('room-topic')
await server.start()

const attached = () => account.listenerCount('room-topic') > unheard
let number = 0

/** A message from somebody: kept, then told to whoever is attached. */
async function say (one) {
  const type = one.type ?? (one.file ? PUPPET.types.Message.Image : PUPPET.types.Message.Text)
  const place = one.room ? { roomId: one.room, mentionIdList: one.mentions || [] } : { listenerId: one.to || account.self }
  const payload = {
    id: one.id || `m-${Date.now()}-${++number}`,
    talkerId: one.by,
    text: one.text ?? '',
    timestamp: one.timestamp ?? Date.now(),
    type,
    ...(one.file ? { filename: one.file.name } : {}),
    ...place
  }
  await account.keep({ do: 'message', payload, ...(one.file ? { file: one.file } : {}) })
  account.emit('message', { messageId: payload.id })
  return payload.id
}

/** Somebody enters or leaves a room, or it is renamed: the room's payload and the event. */
async function change (one) {
  const room = { ...account.mocker.cacheRoomPayload.get(one.room) }
  const about = { roomId: one.room, timestamp: Date.now() }
  const has = new Set(room.memberIdList)
  for (const id of one.join || []) has.add(id)
  for (const id of one.leave || []) has.delete(id)
  const topic = one.topic ?? room.topic
  await account.keep({ do: 'room', ...room, topic, memberIdList: [...has] })
  if (one.silent) return
  if (one.join) account.emit('room-join', { ...about, inviteeIdList: one.join, inviterId: one.by })
  if (one.leave) account.emit('room-leave', { ...about, removeeIdList: one.leave, removerId: one.by })
  if (one.topic) account.emit('room-topic', { ...about, changerId: one.by, newTopic: topic, oldTopic: room.topic })
}

const doors = {
  '/reset': async ({ state }) => account.reset(state),
  '/contacts': async ({ contacts }) => { for (const one of contacts) await account.keep({ do: 'contact', ...one }) },
  '/rooms': async ({ rooms }) => {
    for (const { members, ...one } of rooms) await account.keep({ do: 'room', memberIdList: members, ...one })
  },
  '/forget': async ({ id }) => account.keep({ do: 'forget', id }),
  '/login': async ({ id }) => {
    await account.keep({ do: 'self', id })
    await account.login(id)
  },
  '/logout': async ({ why }) => account.logout(why),
  '/scan': async ({ qrcode }) => { account.emit('scan', { qrcode, status: PUPPET.types.ScanStatus.Waiting }) },
  '/ready': async () => { account.emit('ready', { data: 'ready' }) },
  '/say': async ({ messages }) => {
    const ids = []
    for (const one of messages) ids.push(await say(one))
    return { ids }
  },
  '/replay': async ({ id, times }) => { for (let n = 0; n < times; n++) account.emit('message', { messageId: id }) },
  '/change': change,
  '/emit': async ({ event, payload }) => { account.emit(event, payload) }, // also what no gateway should send
  '/friendship': async ({ id, type, by }) => {
    account.friendships[id] = { id, type, contactId: by, hello: '我是三组张小明', timestamp: Date.now(), ticket: 't', scene: 6 }
    account.emit('friendship', { friendshipId: id })
  },
  '/raw': async ({ payload }) => account.keep({ do: 'message', payload }),
  '/faults': async ({ faults }) => { account.faults = faults },
  '/habits': async ({ ids, echo, heartbeats }) => {
    account.ids = ids ?? account.ids
    account.echo = echo ?? account.echo
    account.heartbeats = heartbeats ?? account.heartbeats
  },
  '/outbox': async ({ atleast, patience }) => {
    await until(() => account.outbox.length >= (atleast ?? 0), patience, 'sent')
    return { outbox: account.outbox }
  },
  '/attached': async ({ want, patience }) => {
    await until(() => attached() === want, patience)
    return { attached: attached() }
  },
  '/state': async () => ({ attached: attached(), calls: account.calls, settings: account.settings, self: account.self })
}

/** Wait for something to be so; no longer than `patience` ms. */
async function until (so, patience = 0, told = undefined) {
  const end = Date.now() + patience
  while (!so() && Date.now() < end) {
    await new Promise(resolve => {
      const done = () => {
        clearTimeout(timer)
        if (told) account.off(told, done)
        resolve()
      }
      const timer = setTimeout(done, 20)
      if (told) account.once(told, done)
    })
  }
}

http.createServer(async (request, response) => {
  const parts = []
  for await (const part of request) parts.push(part)
  try {
    const door = doors[request.url]
    const answer = await door(parts.length ? JSON.parse(Buffer.concat(parts)) : {})
    response.end(JSON.stringify(answer ?? {}))
  } catch (fault) {
    response.statusCode = 400
    response.end(JSON.stringify({ error: String(fault?.stack ?? fault) }))
  }
}).listen(asked.http, '127.0.0.1', () => console.log('listening'))
