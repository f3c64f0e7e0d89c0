// Conveniences only: every page works without this file.
(() => {
    'use strict';

    // A form is sent once, however often its button is hit. The server has the last word: its key acts once.
    document.addEventListener('submit', event => {
        const form = event.target;
        if (!form.matches('[data-flash-once]')) return;
        if (form.dataset.sent) { event.preventDefault(); return; }
        form.dataset.sent = 'true';
        form.querySelectorAll('[type="submit"]').forEach(button => button.setAttribute('aria-disabled', 'true'));
    });
    // Back from the browser's memory, the page is fresh again.
    window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => {
        delete form.dataset.sent;
        form.querySelectorAll('[aria-disabled]').forEach(button => button.removeAttribute('aria-disabled'));
    }));

    // Card numbers in groups of four while they are typed; whatever is no plain number (a scanned token) stays as it is.
    document.querySelectorAll('[data-flash-number]').forEach(input => {
        input.addEventListener('input', () => {
            if (input.selectionStart !== input.value.length) return;
            const digits = input.value.replace(/\s/g, '');
            if (/^\d{1,16}$/.test(digits)) input.value = digits.replace(/(\d{4})(?=\d)/g, '$1 ');
        });
    });

    // The first field at fault has the focus; else the field that the page is for.
    const wrong = document.querySelector('.flash [aria-invalid="true"]');
    const first = document.querySelector('.flash [data-flash-focus="true"]');
    if (wrong) {
        wrong.closest('details')?.setAttribute('open', '');
        wrong.focus();
    } else if (first && (document.activeElement === document.body || document.activeElement === null)) {
        first.focus({ preventScroll: true });
    }

    // The first settings begin with the browser's own time zone.
    const zone = document.querySelector('[data-flash-zone="true"]');
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && zone.value === 'UTC' && [...zone.options].some(option => option.value === here)) zone.value = here;

    document.querySelectorAll('[data-flash-print]').forEach(button => {
        button.hidden = false;
        button.addEventListener('click', () => window.print());
    });

    document.querySelectorAll('[data-flash-copy]').forEach(button => {
        if (!navigator.clipboard) return;
        button.hidden = false;
        button.addEventListener('click', async () => {
            await navigator.clipboard.writeText(button.dataset.flashCopy);
            const said = button.textContent;
            button.textContent = button.dataset.flashCopied || said;
            setTimeout(() => { button.textContent = said; }, 2000);
        });
    });

    // Where the browser can read chips, a tap fills the field.
    document.querySelectorAll('[data-flash-nfc]').forEach(button => {
        if (!('NDEFReader' in window)) return;
        button.hidden = false;
        button.addEventListener('click', async () => {
            const reader = new NDEFReader();
            reader.addEventListener('reading', event => {
                const record = [...event.message.records].find(r => r.recordType === 'url' || r.recordType === 'absolute-url');
                if (!record) return;
                const field = document.querySelector(button.dataset.flashNfc);
                field.value = new TextDecoder().decode(record.data);
                if ('flashNfcSends' in button.dataset) field.form.requestSubmit();
            });
            const said = button.textContent;
            button.textContent = button.dataset.flashNfcAsks || said;
            try { await reader.scan(); } catch { button.hidden = true; }
        });
    });

    // A page that waits for something looks again by itself, unless somebody is at one of its forms; without script it has a link.
    const waiting = document.querySelector('[data-flash-refresh]');
    const again = () => setTimeout(
        () => document.querySelector('.flash details[open]') ? again() : window.location.reload(), Number(waiting.dataset.flashRefresh) * 1000);
    if (waiting) again();
})();
