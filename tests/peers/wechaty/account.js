// The mock WeChat account behind the real gateway: contacts, rooms, messages, faults, and an outbox that survives kill -9.
import fs from 'fs'

import { FileBox } from 'file-box'
import * as PUPPET from 'wechaty-puppet'
import { PuppetMock, mock } from 'wechaty-puppet-mock'

const wait = ms => new Promise(resolve => setTimeout(resolve, ms))

/** PuppetMock with an outbox, faults that are planned over HTTP, and rooms that refuse who is not in them. */
export class Account extends PuppetMock {
  constructor (stateFile) {
    super({ mocker: new mock.Mocker() })
    this.journal = stateFile
    this.outbox = []
    this.faults = []
    this.calls = {}
    this.settings = []
    this.friendships = {}
    this.ids = true
    this.echo = true
    this.heartbeats = true
  }

  /** Do one thing and write it down, so that a new process has the same account. */
  async keep (entry) {
    await this.apply(entry)
    if (this.journal) fs.appendFileSync(this.journal, JSON.stringify(entry) + '\n')
  }

  /** Take up what a killed process had. */
  async restore () {
    if (!this.journal || !fs.existsSync(this.journal)) return
    for (const line of fs.readFileSync(this.journal, 'utf8').split('\n')) {
      if (line) await this.apply(JSON.parse(line))
    }
  }

  async apply (entry) {
    const { do: what, ...rest } = entry
    if (what === 'contact') {
      this.mocker.cacheContactPayload.delete(rest.id)
      this.mocker.ContactMock.pool.delete(rest.id)
      this.mocker.createContact({ friend: true, gender: 0, phone: [], type: 1, avatar: '', ...rest })
      await this.dirtyPayload(PUPPET.types.Payload.Contact, rest.id)
    } else if (what === 'room') {
      this.mocker.RoomMock.pool.delete(rest.id)
      this.mocker.createRoom({ adminIdList: [], avatar: '', ownerId: '', ...rest })
      await this.dirtyPayload(PUPPET.types.Payload.Room, rest.id)
    } else if (what === 'forget') {
      this.mocker.cacheRoomPayload.delete(rest.id)
      this.mocker.RoomMock.pool.delete(rest.id)
      this.mocker.cacheContactPayload.delete(rest.id)
      this.mocker.ContactMock.pool.delete(rest.id)
      await this.dirtyPayload(PUPPET.types.Payload.Room, rest.id)
      await this.dirtyPayload(PUPPET.types.Payload.Contact, rest.id)
    } else if (what === 'message') {
      this.mocker.cacheMessagePayload.set(rest.payload.id, rest.payload)
      if (rest.file) this.mocker.cacheFileBoxPayload.set(rest.payload.id, boxed(rest.file).toJSON())
      await this.dirtyPayload(PUPPET.types.Payload.Message, rest.payload.id)
    } else if (what === 'self') {
      this.self = rest.id
    } else if (what === 'sent') {
      this.outbox.push(rest.message)
    } else if (what === 'recalled') {
      const found = this.outbox.find(one => one.id === rest.id)
      if (found) found.recalled = true
    } else if (what === 'setting') {
      this.settings.push(rest)
    }
  }

  /** Forget everybody and everything: the next test has ids of its own. */
  async reset (stateFile) {
    if (this.isLoggedIn) await this.logout('reset')
    this.journal = stateFile
    for (const cache of ['Contact', 'Room', 'Message', 'FileBox']) this.mocker[`cache${cache}Payload`].clear()
    for (const mock of ['Contact', 'Room', 'Message']) this.mocker[`${mock}Mock`].pool.clear()
    this.cache.clear() // numbers are given anew, and `dirty` reaches the cache only after who is told of a message may ask for it
    Object.assign(this, { self: undefined, outbox: [], faults: [], calls: {}, settings: [], friendships: {} })
    Object.assign(this, { ids: true, echo: true, heartbeats: true })
  }

  count (name) {
    this.calls[name] = (this.calls[name] || 0) + 1
  }

  /** The next planned fault of a call, if one is due. */
  fault (name, conversation) {
    const found = this.faults.find(one => one.call === name && one.times > 0 &&
      (!one.conversation || one.conversation === conversation))
    if (found) found.times -= 1
    return found
  }

  async deliver (conversation, name, message) {
    this.count(name)
    if (!this.isLoggedIn) throw new Error('not logged in')
    const fault = this.fault(name, conversation)
    if (fault?.error) throw new Error(fault.error)
    const room = this.mocker.cacheRoomPayload.get(conversation)
    if (room ? !room.memberIdList.includes(this.currentUserId) : !this.mocker.cacheContactPayload.has(conversation)) {
      throw new Error('not a member of this conversation')
    }
    const id = `sent-${this.outbox.length + 1}`
    await this.keep({ do: 'sent', message: { id, conversation, at: Date.now(), ...message } })
    if (this.echo && !fault?.mute) await this.echoOf(id, conversation, room, message)
    this.emit('sent')
    if (fault?.delay) await wait(fault.delay)
    return this.ids ? id : undefined
  }

  async echoOf (id, conversation, room, message) {
    const to = room ? { roomId: conversation, mentionIdList: [] } : { listenerId: conversation }
    const type = message.text === undefined ? PUPPET.types.Message.Image : PUPPET.types.Message.Text
    const payload = { id, talkerId: this.currentUserId, text: message.text || '', timestamp: Date.now(), type, ...to }
    await this.keep({ do: 'message', payload })
    this.emit('message', { messageId: id })
  }

  async messageSendText (conversation, text, mentions) {
    return this.deliver(conversation, 'messageSendText', { text, mentions })
  }

  async messageSendFile (conversation, file) {
    const data = (await file.toBuffer()).toString('base64')
    return this.deliver(conversation, 'messageSendFile', { file: { name: file.name, data } })
  }

  /** As WeChat does it: for two minutes, and only one's own. */
  async messageRecall (id) {
    this.count('messageRecall')
    const fault = this.fault('messageRecall', id)
    if (fault?.delay) await wait(fault.delay)
    if (fault) throw new Error(fault.error || 'too late')
    const found = this.outbox.find(one => one.id === id)
    if (!found || Date.now() - found.at > 120000) return false
    await this.keep({ do: 'recalled', id })
    return true
  }

  async messagePayload (id) {
    this.count('messagePayload')
    const fault = this.fault('messagePayload', id)
    if (fault?.error) throw new Error(fault.error)
    if (fault?.delay) await wait(fault.delay)
    return super.messagePayload(id)
  }

  async messageFile (id) {
    this.count('messageFile')
    return super.messageFile(id)
  }

  async roomPayload (id) {
    this.count(`room ${id}`)
    return super.roomPayload(id)
  }

  async contactPayload (id) {
    this.count('contactPayload')
    return super.contactPayload(id)
  }

  async start () {
    this.count('start')
    await super.start()
    if (this.self && !this.isLoggedIn) await this.login(this.self)
  }

  async stop () {
    this.count('stop')
    return super.stop()
  }

  ding (data) {
    this.count('ding')
    if (this.heartbeats) this.emit('dong', { data: data || '' })
  }

  async roomMemberRawPayload (roomId, contactId) {
    const room = this.mocker.cacheRoomPayload.get(roomId)
    const { name, avatar } = await this.contactPayload(contactId)
    return { id: contactId, name, avatar, roomAlias: room?.aliases?.[contactId] || '' }
  }

  async roomAnnounce (roomId, text) {
    const fault = this.fault('roomAnnounce', roomId)
    if (fault?.error) throw new Error(fault.error)
    if (text !== undefined) {
      await this.keep({ do: 'setting', what: 'announcement', id: roomId, text })
      return fault?.delay ? wait(fault.delay) : undefined
    }
    return this.settings.filter(one => one.what === 'announcement' && one.id === roomId).pop()?.text || ''
  }

  async friendshipRawPayload (id) {
    if (!this.friendships[id]) throw new Error('no payload found')
    return this.friendships[id]
  }

  async friendshipAccept (id) {
    this.count('friendshipAccept')
  }

  async roomInvitationAccept (id) {
    this.count('roomInvitationAccept')
  }
}

/** A file of the HTTP side ({name, data: base64}) as WeChat's box. */
export const boxed = file => FileBox.fromBase64(file.data, file.name)
