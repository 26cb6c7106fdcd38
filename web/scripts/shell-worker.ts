// Tells the service worker which files the page needs to open without a line, once they are built.
import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/** Only opened where there is a line, and large. */
const LEFT_OUT = /node_modules\/(echarts|zrender|maplibre-gl)\//
const LEFT_OUT_NAMES = /(maplibre|echarts)|-(latin-ext|vietnamese)-/

const MARK = '__SHELL__'

export function shellWorker(): Plugin {
  return {
    name: 'shell-worker',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const worker = bundle['sw.js']
      if (worker?.type !== 'chunk') return
      const hash = createHash('sha256')
      const files = ['/mark.svg']
      for (const [name, it] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
        const isLarge = it.type === 'chunk' && it.moduleIds.some(id => LEFT_OUT.test(id))
        if (name === 'sw.js' || name.endsWith('.map') || isLarge || LEFT_OUT_NAMES.test(name)) continue
        hash.update(name).update(it.type === 'chunk' ? it.code : it.source)
        files.push(`/${name}`)
      }
      const shell = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files })
      worker.code = worker.code.replace(new RegExp(`['"\`]${MARK}['"\`]`), () => JSON.stringify(shell))
    },
  }
}
