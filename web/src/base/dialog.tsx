// Something to finish before going on: a box in the middle, on a phone a sheet from below.
import type { ReactNode } from 'react'
import { Dialog as AriaDialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import style from './dialog.module.css'

type DialogProps = {
  title: string
  isOpen: boolean
  onClose: () => void
  /** It cannot be left without an answer. */
  isFirm?: boolean
  isWide?: boolean
  children: ReactNode
}

export function Dialog({ title, isOpen, onClose, isFirm, isWide, children }: DialogProps) {
  return (
    <ModalOverlay
      className={style.overlay ?? ''}
      isOpen={isOpen}
      onOpenChange={it => !it && onClose()}
      isDismissable={!isFirm}
      isKeyboardDismissDisabled={isFirm}
    >
      <Modal className={style.modal ?? ''} data-wide={isWide || undefined}>
        <AriaDialog className={style.dialog ?? ''}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** The buttons of a dialog or form: the main one last on a wide screen, first on a phone. */
export function Acts({ children }: { children: ReactNode }) {
  return <div className={style.acts}>{children}</div>
}

/** The same in a dialog that may be longer than the screen: always in sight. */
export function Foot({ children }: { children: ReactNode }) {
  return (
    <div className={style.foot}>
      <Acts>{children}</Acts>
    </div>
  )
}
