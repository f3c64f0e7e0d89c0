// What the real server's scripts do for pages: dialogs, menus, alerts, dates. Small stand-ins for Bootstrap's behaviour.
(() => {
  'use strict';

  const fire = (element, type, relatedTarget) => {
    const event = new Event(type, { bubbles: true, cancelable: true });
    event.relatedTarget = relatedTarget;
    return element.dispatchEvent(event);
  };
  const target = toggle => {
    const selector = toggle.dataset.bsTarget || toggle.getAttribute('href');
    return selector && selector.startsWith('#') ? document.getElementById(selector.slice(1)) : selector && document.querySelector(selector);
  };
  const focusable = 'a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';
  const instances = new Map();

  class Modal {
    constructor(element) {
      this.element = typeof element === 'string' ? document.querySelector(element) : element;
      instances.set(this.element, this);
    }
    static getInstance(element) { return instances.get(element) || null; }
    static getOrCreateInstance(element) { return instances.get(element) || new Modal(element); }
    show(opener) {
      if (!fire(this.element, 'show.bs.modal', opener)) return;
      this.opener = opener || document.activeElement;
      this.element.classList.add('show');
      this.element.setAttribute('aria-modal', 'true');
      this.element.removeAttribute('aria-hidden');
      document.body.classList.add('modal-open');
      fire(this.element, 'shown.bs.modal', opener);
      const first = this.element.querySelector('[autofocus]') || this.element.querySelector('.modal-footer button, ' + focusable);
      if (first && !this.element.contains(document.activeElement)) first.focus();
    }
    hide() {
      if (!this.element.classList.contains('show') || !fire(this.element, 'hide.bs.modal')) return;
      this.element.classList.remove('show');
      this.element.removeAttribute('aria-modal');
      this.element.setAttribute('aria-hidden', 'true');
      document.body.classList.remove('modal-open');
      if (this.opener && this.opener.focus) this.opener.focus();
      fire(this.element, 'hidden.bs.modal');
    }
    toggle(opener) { this.element.classList.contains('show') ? this.hide() : this.show(opener); }
  }

  class Collapse {
    constructor(element) { this.element = element; }
    static getOrCreateInstance(element) { return new Collapse(element); }
    show() { this.set(true); }
    hide() { this.set(false); }
    toggle() { this.set(!this.element.classList.contains('show')); }
    set(open) {
      this.element.classList.toggle('show', open);
      document.querySelectorAll(`[data-bs-target="#${this.element.id}"], [href="#${this.element.id}"]`).forEach(t => {
        t.setAttribute('aria-expanded', open);
        t.classList.toggle('collapsed', !open);
      });
    }
  }

  class Tooltip {
    constructor(element) { if (element.dataset.bsTitle && !element.title) element.title = element.dataset.bsTitle; }
    static getOrCreateInstance(element) { return new Tooltip(element); }
    dispose() {}
  }

  window.bootstrap = { Modal, Collapse, Tooltip };

  window.delegate = (eventType, selector, handler, root) =>
    (root || document).addEventListener(eventType, event => {
      const found = event.target.closest && event.target.closest(selector);
      if (found) handler.call(found, event);
    });

  const closeMenus = except => document.querySelectorAll('.dropdown-menu.show').forEach(menu => {
    if (menu === except) return;
    menu.classList.remove('show');
    const toggle = menu.parentElement.querySelector('[data-bs-toggle="dropdown"]');
    if (toggle) toggle.setAttribute('aria-expanded', 'false');
  });

  const toggles = {
    modal: (toggle, event) => { event.preventDefault(); Modal.getOrCreateInstance(target(toggle)).toggle(toggle); },
    collapse: (toggle, event) => { event.preventDefault(); new Collapse(target(toggle)).toggle(); },
    offcanvas: toggle => {
      const open = target(toggle).classList.toggle('show');
      toggle.setAttribute('aria-expanded', open);
    },
    dropdown: (toggle, event) => {
      event.preventDefault();
      const menu = toggle.parentElement.querySelector('.dropdown-menu');
      closeMenus(menu);
      toggle.setAttribute('aria-expanded', menu.classList.toggle('show'));
    },
    tab: (toggle, event) => {
      event.preventDefault();
      const pane = target(toggle);
      toggle.closest('[role=tablist], .nav').querySelectorAll('[data-bs-toggle="tab"]').forEach(t => {
        t.classList.toggle('active', t === toggle);
        t.setAttribute('aria-selected', t === toggle);
      });
      pane.parentElement.querySelectorAll(':scope > .tab-pane').forEach(p => p.classList.toggle('active', p === pane) || p.classList.toggle('show', p === pane));
      pane.classList.add('show', 'active');
    }
  };

  document.addEventListener('click', event => {
    const toggle = event.target.closest('[data-bs-toggle]');
    if (toggle && toggles[toggle.dataset.bsToggle]) toggles[toggle.dataset.bsToggle](toggle, event);
    if (!toggle || toggle.dataset.bsToggle !== 'dropdown') closeMenus();
    const dismiss = event.target.closest('[data-bs-dismiss]');
    if (dismiss && dismiss.dataset.bsDismiss === 'alert') dismiss.closest('.alert').remove();
    if (dismiss && dismiss.dataset.bsDismiss === 'modal') {
      const modal = dismiss.closest('.modal');
      modal.classList.contains('position-static') ? history.back() : Modal.getOrCreateInstance(modal).hide();
    }
    if (event.target.classList && event.target.classList.contains('modal')) Modal.getOrCreateInstance(event.target).hide();
    const copy = event.target.closest('[data-clipboard]');
    if (copy && navigator.clipboard) navigator.clipboard.writeText(copy.dataset.clipboard);
  });

  document.addEventListener('keydown', event => {
    const modal = document.querySelector('.modal.show');
    if (event.key === 'Escape') {
      if (modal) Modal.getOrCreateInstance(modal).hide();
      closeMenus();
    }
    if (event.key === 'Tab' && modal) {
      const items = [...modal.querySelectorAll(focusable)].filter(e => e.offsetParent);
      if (items.length === 0) return;
      const last = items[items.length - 1];
      if (event.shiftKey && document.activeElement === items[0]) { event.preventDefault(); last.focus(); }
      else if (!event.shiftKey && document.activeElement === last) { event.preventDefault(); items[0].focus(); }
    }
  });

  // The confirm dialog takes its texts and its address from the element that opened it.
  document.addEventListener('show.bs.modal', event => {
    if (event.target.id !== 'ConfirmModal' || !event.relatedTarget) return;
    const byId = id => document.getElementById(id);
    const opener = event.relatedTarget;
    const { title, description, confirm, confirmInput } = opener.dataset;
    const form = byId('ConfirmForm');
    const proceed = byId('ConfirmContinue');
    const input = byId('ConfirmInput');
    if (form) {
      const action = opener.dataset.action || (opener.nodeName === 'A' ? opener.getAttribute('href') : opener.form && opener.form.getAttribute('action'));
      if (action && !form.dataset.fixed) form.setAttribute('action', action);
    }
    if (opener.name) proceed.name = opener.name;
    if (opener.value) proceed.value = opener.value;
    if (title) byId('ConfirmTitle').textContent = title;
    if (description) byId('ConfirmDescription').innerHTML = description;
    if (confirm) proceed.textContent = confirm;
    byId('ConfirmText').hidden = !confirmInput;
    proceed.disabled = !!confirmInput;
    input.value = '';
    if (confirmInput) {
      byId('ConfirmInputText').textContent = confirmInput.toUpperCase();
      input.oninput = () => { proceed.disabled = input.value.trim().toLowerCase() !== confirmInput.toLowerCase(); };
      if (form) form.onsubmit = () => !proceed.disabled;
    }
  });

  window.formatDateTimes = () => document.querySelectorAll('time[datetime]').forEach(time => {
    if (time.dataset.initial === 'relative') return;
    const date = new Date(time.getAttribute('datetime'));
    if (!isNaN(date)) time.textContent = date.toLocaleString(document.documentElement.lang, { dateStyle: 'short', timeStyle: 'short' });
  });

  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('#ConfirmForm[action]').forEach(form => { if (form.getAttribute('action')) form.dataset.fixed = '1'; });
    document.querySelectorAll('[data-bs-toggle="tooltip"]').forEach(element => new Tooltip(element));
    window.formatDateTimes();
  });
})();
